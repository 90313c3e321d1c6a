namespace Spacemesh.Poet.Schedule;

/// <summary>
/// When rounds run (spec 03 §9): registration for a round lasts until its start, work from start to end. Instants are nanoseconds since
/// 1970, as precise as the reference's; the conversions to and from <see cref="DateTimeOffset"/> keep its 100 ns.
/// </summary>
public sealed record RoundSchedule
{
    private const long NanosecondsPerTick = 100;

    /// <exception cref="ArgumentOutOfRangeException">The epoch has no length, or the cycle gap is not shorter than it, or a part is negative.</exception>
    public RoundSchedule(long genesis, long epochDuration, long phaseShift, long cycleGap)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epochDuration);
        ArgumentOutOfRangeException.ThrowIfNegative(phaseShift);
        ArgumentOutOfRangeException.ThrowIfNegative(cycleGap);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cycleGap, epochDuration);
        Genesis = genesis;
        EpochDuration = epochDuration;
        PhaseShift = phaseShift;
        CycleGap = cycleGap;
    }

    public RoundSchedule(DateTimeOffset genesis, TimeSpan epochDuration, TimeSpan phaseShift, TimeSpan cycleGap)
        : this(Nanoseconds(genesis), Nanoseconds(epochDuration), Nanoseconds(phaseShift), Nanoseconds(cycleGap))
    {
    }

    /// <summary>Genesis of the network, nanoseconds since 1970.</summary>
    public long Genesis { get; }

    /// <summary>Nanoseconds of an epoch.</summary>
    public long EpochDuration { get; }

    /// <summary>Nanoseconds from an epoch's start to its round's start.</summary>
    public long PhaseShift { get; }

    /// <summary>Nanoseconds from a round's end to the next round's start.</summary>
    public long CycleGap { get; }

    /// <summary>How long a round works.</summary>
    public TimeSpan RoundDuration => Span(EpochDuration - CycleGap);

    /// <summary>Start of a round's work, nanoseconds since 1970.</summary>
    public long StartNanoseconds(uint round) => Saturate((Int128)Genesis + PhaseShift + ((Int128)EpochDuration * round));

    /// <summary>End of a round's work, nanoseconds since 1970.</summary>
    public long EndNanoseconds(uint round) => Saturate((Int128)Genesis + PhaseShift + ((Int128)EpochDuration * round) + EpochDuration - CycleGap);

    public DateTimeOffset Start(uint round) => Instant(StartNanoseconds(round));

    public DateTimeOffset End(uint round) => Instant(EndNanoseconds(round));

    /// <summary>The round that accepts registrations at an instant.</summary>
    public uint OpenRound(long unixNanoseconds)
    {
        Int128 since = (Int128)unixNanoseconds - Genesis;
        return since < PhaseShift ? 0 : (uint)Int128.Min(((since - PhaseShift) / EpochDuration) + 1, uint.MaxValue);
    }

    /// <inheritdoc cref="OpenRound(long)"/>
    public uint OpenRound(DateTimeOffset now) => OpenRound(Nanoseconds(now));

    private static long Nanoseconds(DateTimeOffset instant) => Saturate((Int128)(instant - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick);

    private static long Nanoseconds(TimeSpan span) => Saturate((Int128)span.Ticks * NanosecondsPerTick);

    private static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / NanosecondsPerTick);

    private static DateTimeOffset Instant(long unixNanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(unixNanoseconds / NanosecondsPerTick);

    private static long Saturate(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);
}
