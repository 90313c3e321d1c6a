namespace Spacemesh.Api.Tests.Golden;

/// <summary>A clock that stands still until it is set; its timers are the system's.</summary>
internal sealed class StillTime(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    public void Set(DateTimeOffset time) => Volatile.Write(ref _ticks, time.UtcTicks);

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);
}
