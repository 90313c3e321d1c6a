using Spacemesh.Primitives;

namespace Spacemesh.Eligibility;

/// <summary>A smesher's ATX in an active set, and its weight.</summary>
public readonly record struct ActiveSmesher(AtxId Atx, ulong Weight);
