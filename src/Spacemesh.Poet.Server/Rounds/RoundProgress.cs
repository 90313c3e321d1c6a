using Spacemesh.Poet.Work;

namespace Spacemesh.Poet.Server.Rounds;

/// <summary>How a round's work gets on, for logs and the admin.</summary>
internal sealed class RoundProgress(SequentialWork work, DateTimeOffset end, TimeProvider time)
{
    private readonly ulong _startCount = work.LeafCount;
    private readonly long _startTime = time.GetTimestamp();

    public ulong LeafCount => work.LeafCount;

    /// <summary>Leaves per second since the work began or was resumed.</summary>
    public double Rate
    {
        get
        {
            double seconds = time.GetElapsedTime(_startTime).TotalSeconds;
            return seconds > 0 ? (work.LeafCount - _startCount) / seconds : 0;
        }
    }

    public TimeSpan Remaining
    {
        get
        {
            var remaining = end - time.GetUtcNow();
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    public ulong ExpectedLeaves => work.LeafCount + (ulong)(Rate * Remaining.TotalSeconds);
}
