namespace Spacemesh.Poet.Http;

/// <summary>When a registered round must have ended, as precise as the wire has it.</summary>
/// <param name="UnixSeconds">Seconds since 1970.</param>
/// <param name="Nanoseconds">Nanoseconds after them, below 10^9.</param>
public readonly record struct PoetDeadline(long UnixSeconds, int Nanoseconds)
{
    /// <summary>No deadline: year 1.</summary>
    public static PoetDeadline None { get; } = new(-62_135_596_800, 0);

    public static PoetDeadline At(DateTimeOffset instant)
    {
        long ticks = (instant - DateTimeOffset.UnixEpoch).Ticks;
        long seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out long rest);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }

        return new(seconds, (int)(rest * 100));
    }
}
