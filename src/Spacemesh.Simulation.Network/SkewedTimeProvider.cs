namespace Spacemesh.Simulation.Network;

/// <summary>A node's own clock: shows the network's time plus a skew. Its timers run as everyone's do.</summary>
public sealed class SkewedTimeProvider(TimeProvider inner, TimeSpan skew = default) : TimeProvider
{
    /// <summary>How far the clock is ahead. May be set at any time, as if somebody set the clock.</summary>
    public TimeSpan Skew { get; set; } = skew;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Skew;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
