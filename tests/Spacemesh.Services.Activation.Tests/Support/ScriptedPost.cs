using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Verification;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>Answers as told, without looking at the proof.</summary>
internal sealed class ScriptedPost(Func<ProofRequest, CancellationToken, ProofVerdict> answer) : IPostVerification
{
    private int _verified;

    public IndexSelection Sample => IndexSelection.All;

    public bool SampleIsComplete => true;

    public int Verified => _verified;

    public Task<ProofVerdict> VerifyAsync(ProofRequest request, bool prioritised = false, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _verified);
        return Task.FromResult(answer(request, cancellationToken));
    }
}
