namespace Spacemesh.Poet.Work;

/// <summary>
/// Does a fixed number of leaves per second of its clock, on the thread that the clock continues on. On virtual time a round always
/// has the same number of leaves, whatever the machine.
/// </summary>
public sealed class MeteredWorkExecutor : IWorkExecutor
{
    private readonly TimeProvider _time;
    private readonly double _leavesPerSecond;

    /// <exception cref="ArgumentOutOfRangeException">The rate is not positive.</exception>
    public MeteredWorkExecutor(TimeProvider time, double leavesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(leavesPerSecond);
        _time = time;
        _leavesPerSecond = leavesPerSecond;
    }

    public async Task RunAsync(SequentialWork work, DateTimeOffset end, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = _time.GetUtcNow();
        ulong before = work.LeafCount;
        try
        {
            if (end > start)
                await Task.Delay(end - start, _time, cancellationToken);
        }
        finally
        {
            double seconds = Math.Max(0, (_time.GetUtcNow() - start).TotalSeconds);
            work.Advance(before + (ulong)(seconds * _leavesPerSecond));
        }

        work.Advance(PoetParameters.SecurityParameter);
    }
}
