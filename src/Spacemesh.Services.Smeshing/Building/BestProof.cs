using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>A PoET proof with the membership of a challenge.</summary>
internal sealed record BestProof(string Url, string RoundId, PoetProof Proof, MerkleProofV1 Membership);
