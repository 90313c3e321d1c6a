using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Verification;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>Judges by a rule, after a time.</summary>
internal sealed class FakePostVerification(WallAlarm alarm, TimeSpan takes = default) : IPostVerification
{
    public Func<ProofRequest, ProofVerdict> Rule { get; set; } = _ => ProofVerdict.Valid;

    public List<ProofRequest> Requests { get; } = [];

    public IndexSelection Sample => IndexSelection.All;

    public bool SampleIsComplete => true;

    public async Task<ProofVerdict> VerifyAsync(ProofRequest request, bool prioritised = false, CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        if (takes > TimeSpan.Zero)
            await alarm.DelayAsync(takes, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return Rule(request);
    }
}
