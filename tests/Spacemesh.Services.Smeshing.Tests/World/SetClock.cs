namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>A wall clock that is set while timers run on: a correction of the time, or a machine that slept.</summary>
internal sealed class SetClock(TimeProvider inner) : TimeProvider
{
    /// <summary>How far it is off.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
