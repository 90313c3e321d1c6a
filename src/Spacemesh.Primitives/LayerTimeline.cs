namespace Spacemesh.Primitives;

/// <summary>
/// When layers begin, in whole nanoseconds since 1970 (spec 01 §6). 128-bit arithmetic: no layer and no time wraps around, unlike
/// the reference's 64-bit durations.
/// </summary>
public readonly record struct LayerTimeline
{
    private const long NanosecondsPerTick = 100;

    /// <param name="genesisNanoseconds">Begin of layer 0.</param>
    /// <param name="layerNanoseconds">Length of a layer, at least 1.</param>
    public LayerTimeline(Int128 genesisNanoseconds, long layerNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(layerNanoseconds, 1);
        GenesisNanoseconds = genesisNanoseconds;
        LayerNanoseconds = layerNanoseconds;
    }

    public Int128 GenesisNanoseconds { get; }

    public long LayerNanoseconds { get; }

    public static Int128 ToNanoseconds(DateTimeOffset time) => ((Int128)(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks)) * NanosecondsPerTick;

    /// <summary>The layer that runs at a time: 0 before genesis, the last that exists when none is left.</summary>
    public LayerId LayerAt(Int128 nanoseconds)
    {
        if (nanoseconds <= GenesisNanoseconds)
            return LayerId.Zero;
        var layer = (nanoseconds - GenesisNanoseconds) / LayerNanoseconds;
        return layer > uint.MaxValue ? LayerId.Max : new LayerId((uint)layer);
    }

    public LayerId LayerAt(DateTimeOffset time) => LayerAt(ToNanoseconds(time));

    /// <summary>Begin of a layer, exact for every layer.</summary>
    public Int128 StartNanoseconds(LayerId layer) => GenesisNanoseconds + ((Int128)layer.Value * LayerNanoseconds);

    /// <summary>Begin of a layer, rounded up to a tick; false when it lies outside the calendar (year 9999).</summary>
    public bool TryStartOf(LayerId layer, out DateTimeOffset start)
    {
        var nanoseconds = StartNanoseconds(layer);
        var ticks = nanoseconds / NanosecondsPerTick;
        if (ticks * NanosecondsPerTick < nanoseconds)
            ticks++;
        ticks += DateTimeOffset.UnixEpoch.Ticks;
        bool inCalendar = ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks;
        start = inCalendar ? new DateTimeOffset((long)ticks, TimeSpan.Zero) : ticks < 0 ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        return inCalendar;
    }

    /// <summary>Begin of a layer, or the end of the calendar for layers beyond it.</summary>
    public DateTimeOffset StartOf(LayerId layer)
    {
        _ = TryStartOf(layer, out var start);
        return start;
    }
}
