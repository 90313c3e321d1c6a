using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Proving;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>A PoST service whose proofs take as long as its test says.</summary>
internal sealed class TimedProvider(PostServiceInfo info, WallAlarm alarm, Func<Hash32, PostProof> prove) : IPostProvider
{
    public NodeId Identity => info.Identity;

    /// <summary>Proofs asked for.</summary>
    public int Requests { get; private set; }

    /// <summary>Time of the next proofs, in turn; the last one stays.</summary>
    public Queue<TimeSpan> Durations { get; } = new();

    public Task<PostServiceInfo> InfoAsync(CancellationToken cancellationToken = default) => Task.FromResult(info);

    public async Task<PostServiceProof> ProveAsync(Hash32 challenge, CancellationToken cancellationToken = default)
    {
        Requests++;
        if (Durations.TryPeek(out var duration))
        {
            if (Durations.Count > 1)
                Durations.Dequeue();
            await alarm.DelayAsync(duration, cancellationToken);
        }

        return new PostServiceProof(prove(challenge), info);
    }
}
