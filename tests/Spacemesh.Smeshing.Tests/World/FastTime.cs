namespace Spacemesh.Smeshing.Tests.World;

/// <summary>The system's clock with timers that fire earlier by a factor: for loops that pause between attempts over real sockets.</summary>
internal sealed class FastTime(double factor = 1000) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

    private TimeSpan Shorter(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / factor;
}
