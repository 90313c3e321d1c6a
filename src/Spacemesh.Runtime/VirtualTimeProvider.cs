namespace Spacemesh.Runtime;

/// <summary>The clock of a <see cref="VirtualScheduler"/>.</summary>
internal sealed class VirtualTimeProvider(VirtualScheduler scheduler, DateTimeOffset start) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start.ToUniversalTime() + scheduler.Elapsed;

    public override long GetTimestamp() => scheduler.ElapsedTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(scheduler, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
