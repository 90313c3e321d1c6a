using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Verification;

namespace Spacemesh.Bench.Smeshing;

/// <summary>PoST verification on the caller; without a verifier every proof passes unseen.</summary>
internal sealed class BenchPost(ProofVerifier? verifier) : IPostVerification
{
    public IndexSelection Sample { get; } = IndexSelection.Subset(1, "peer"u8.ToArray());

    public bool SampleIsComplete => false;

    public Task<ProofVerdict> VerifyAsync(ProofRequest request, bool prioritised = false, CancellationToken cancellationToken = default) =>
        Task.FromResult(verifier?.Verify(request.Proof, request.Metadata, request.Selection) ?? ProofVerdict.Valid);
}
