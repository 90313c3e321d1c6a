using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Ports.Local;

/// <summary>A finished NiPoST that is not published yet.</summary>
/// <param name="Post">The proof.</param>
/// <param name="Units">Units it covers.</param>
/// <param name="VrfNonce">The identity's VRF nonce.</param>
/// <param name="Membership">Membership in the PoET round.</param>
/// <param name="PostChallenge">What the proof answers: the PoET proof's reference.</param>
/// <param name="LabelsPerUnit">Of the PoST data.</param>
public sealed record NipostState(PostV1 Post, uint Units, ulong VrfNonce, MerkleProofV1 Membership, Hash32 PostChallenge, ulong LabelsPerUnit);
