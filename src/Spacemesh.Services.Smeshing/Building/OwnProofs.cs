using Spacemesh.Ports.Local;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Verification;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>Verifies own PoSTs in full. A cancelled verification says nothing and throws.</summary>
internal static class OwnProofs
{
    public static PostProof ToProof(PostV1 post) => new(post.Nonce, post.Indices.Memory, post.Pow);

    public static Task<ProofVerdict> VerifyInitialAsync(
        IPostVerification verification, NodeId identity, PostV1 post, AtxId commitment, uint units, CancellationToken cancellationToken) =>
        VerifyAsync(verification, identity, post, commitment, units, default, cancellationToken);

    public static Task<ProofVerdict> VerifyInitialAsync(
        IPostVerification verification, NodeId identity, InitialPost post, CancellationToken cancellationToken) =>
        VerifyAsync(verification, identity, post.Post, post.CommitmentAtx, post.Units, post.Challenge, cancellationToken);

    public static Task<ProofVerdict> VerifyAsync(
        IPostVerification verification, NodeId identity, PostV1 post, AtxId commitment, uint units, Hash32 challenge, CancellationToken cancellationToken)
    {
        if (post.Indices.IsEmpty)
            return Task.FromResult(new ProofVerdict(ProofVerdictKind.Invalid, 0, "proof indices are empty"));
        var request = new ProofRequest(ToProof(post), new PostProofMetadata(identity, commitment, challenge, units), IndexSelection.All);
        return verification.VerifyAsync(request, prioritised: true, cancellationToken);
    }
}
