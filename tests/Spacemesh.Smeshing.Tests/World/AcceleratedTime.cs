namespace Spacemesh.Smeshing.Tests.World;

/// <summary>A clock that runs faster than the system's by a factor: whole nodes over real sockets live through epochs in seconds.</summary>
internal sealed class AcceleratedTime(int factor) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _origin = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _start + (System.GetElapsedTime(_origin) * factor);

    public override long GetTimestamp() => (System.GetTimestamp() - _origin) * factor;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period)), this);

    private TimeSpan Shorter(TimeSpan time)
    {
        if (time == Timeout.InfiniteTimeSpan || time == TimeSpan.Zero)
            return time;
        var shorter = time / factor;
        return shorter >= TimeSpan.FromMilliseconds(1) ? shorter : TimeSpan.FromMilliseconds(1);
    }

    private sealed class ScaledTimer(ITimer inner, AcceleratedTime owner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(owner.Shorter(dueTime), owner.Shorter(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
