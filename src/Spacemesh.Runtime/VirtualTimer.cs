namespace Spacemesh.Runtime;

/// <summary>A timer on virtual time; fires on the scheduler with the execution context of its creator.</summary>
internal sealed class VirtualTimer(VirtualScheduler scheduler, TimerCallback callback, object? state) : ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private volatile bool _disposed;

    /// <summary>Ticks of virtual time at which it fires.</summary>
    public long Due { get; set; }

    /// <summary>Order of setting, among timers of one instant.</summary>
    public long Sequence { get; set; }

    /// <summary>Index in the heap, −1 outside.</summary>
    public int Place { get; set; } = -1;

    /// <summary>Grows when the timer is set or cleared: what was made ready before no longer fires.</summary>
    public long Version { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        if (_disposed)
            return false;
        _period = period;
        scheduler.Schedule(this, dueTime);
        return true;
    }

    /// <summary>
    /// Stops the timer. The finalizer of an abandoned PeriodicTimer calls this from its own thread: there the timer is only marked,
    /// and what is left of it in the queue does nothing when its turn comes.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        if (scheduler.IsOwner())
            scheduler.Schedule(this, Timeout.InfiniteTimeSpan);
        _disposed = true;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Fire(long version)
    {
        if (version != Version || _disposed)
            return;
        if (_period > TimeSpan.Zero)
            scheduler.Schedule(this, _period);
        if (_context is null)
            callback(state);
        else
            ExecutionContext.Run(_context, static timer => ((VirtualTimer)timer!).Call(), this);
    }

    private static void Check(TimeSpan span, string name)
    {
        const double Longest = uint.MaxValue - 1;
        if (span != Timeout.InfiniteTimeSpan && (span < TimeSpan.Zero || span.TotalMilliseconds > Longest))
            throw new ArgumentOutOfRangeException(name, span, "a timer's span is −1 ms (never) or 0 to 2^32 − 2 ms");
    }

    private void Call() => callback(state);
}
