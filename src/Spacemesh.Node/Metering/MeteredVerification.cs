using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Verification;

namespace Spacemesh.Node.Metering;

/// <summary>Measures the verification of PoST proofs, with the time that they wait.</summary>
internal sealed class MeteredVerification(IPostVerification inner, NodeInstruments instruments, TimeProvider time) : IPostVerification
{
    public IndexSelection Sample => inner.Sample;

    public bool SampleIsComplete => inner.SampleIsComplete;

    public async Task<ProofVerdict> VerifyAsync(ProofRequest request, bool prioritised = false, CancellationToken cancellationToken = default)
    {
        long began = time.GetTimestamp();
        try
        {
            return await inner.VerifyAsync(request, prioritised, cancellationToken);
        }
        finally
        {
            instruments.PostVerified(time.GetElapsedTime(began));
        }
    }
}
