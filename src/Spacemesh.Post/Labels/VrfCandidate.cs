using Spacemesh.Primitives;

namespace Spacemesh.Post.Labels;

/// <summary>The smallest label of a range that lies below the VRF threshold (spec 02 §3).</summary>
public readonly record struct VrfCandidate(ulong Index, Hash32 Label);
