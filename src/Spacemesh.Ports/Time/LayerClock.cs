using Spacemesh.Primitives;

namespace Spacemesh.Ports.Time;

/// <summary>
/// Layers over a <see cref="TimeProvider"/> (spec 01 §6). Every wait aims at the layer's own begin, so that lateness never adds up,
/// and looks at the time again when it wakes, so that a clock set back or a suspended machine cannot make a layer begin early.
/// </summary>
public sealed class LayerClock(NetworkParameters network, TimeProvider time)
{
    /// <summary>Longest single wait: timers take no longer ones, and a clock that is set forward is noticed within this time.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly LayerTimeline _timeline = network.Timeline;

    public NetworkParameters Network => network;

    /// <summary>The layer that runs now; 0 before genesis too.</summary>
    public LayerId Current => _timeline.LayerAt(time.GetUtcNow());

    public EpochId CurrentEpoch => network.EpochOf(Current);

    /// <summary>Whether layer 0 has begun.</summary>
    public bool HasBegun => time.GetUtcNow() >= network.GenesisTime;

    /// <summary>Begin of a layer; the end of the calendar for layers beyond it.</summary>
    public DateTimeOffset StartOf(LayerId layer) => _timeline.StartOf(layer);

    /// <summary>Returns once the layer has begun, at once for a layer that has.</summary>
    public Task WaitForAsync(LayerId layer, CancellationToken cancellationToken = default) => WaitUntilAsync(StartOf(layer), cancellationToken);

    /// <summary>Returns at a moment inside a layer, at once for one that has passed.</summary>
    public async Task WaitUntilAsync(DateTimeOffset moment, CancellationToken cancellationToken = default)
    {
        while (moment - time.GetUtcNow() is var left && left > TimeSpan.Zero)
            await Task.Delay(left < LongestWait ? WholeMilliseconds(left) : LongestWait, time, cancellationToken);
    }

    /// <summary>The layers from <paramref name="first"/> on; one that already runs is given at once.</summary>
    public LayerTicks Ticks(LayerId first) => new(this, first);

    /// <summary>Rounded up: the library cuts delays to milliseconds, and one of none would come back at once for ever.</summary>
    private static TimeSpan WholeMilliseconds(TimeSpan span) =>
        new((span.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond);
}
