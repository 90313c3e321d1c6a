using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Ports.Local;

/// <summary>An identity's first PoST, kept for certification.</summary>
public sealed record InitialPost(PostV1 Post, uint Units, AtxId CommitmentAtx, ulong VrfNonce, Hash32 Challenge);
