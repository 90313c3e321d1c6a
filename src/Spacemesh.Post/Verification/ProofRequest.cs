using Spacemesh.Post.Proving;

namespace Spacemesh.Post.Verification;

/// <summary>A proof to verify.</summary>
public sealed record ProofRequest(PostProof Proof, PostProofMetadata Metadata, IndexSelection Selection);
