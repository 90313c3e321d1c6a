using Spacemesh.Primitives;

namespace Spacemesh.Ports.Time;

/// <summary>
/// The layers as one loop sees them: each <see cref="NextAsync"/> waits for a layer after the one before. A late consumer gets the
/// layer that runs now and how many it missed. Not thread-safe; made by <see cref="LayerClock.Ticks"/>.
/// </summary>
public sealed class LayerTicks
{
    private readonly LayerClock _clock;
    private LayerId _next;

    internal LayerTicks(LayerClock clock, LayerId first)
    {
        _clock = clock;
        _next = first;
    }

    public async ValueTask<LayerTick> NextAsync(CancellationToken cancellationToken = default)
    {
        var expected = _next;
        await _clock.WaitForAsync(expected, cancellationToken);
        var layer = LayerId.Greater(_clock.Current, expected);
        _next = layer.AddSaturating(1);
        return new LayerTick(layer, layer.Difference(expected));
    }
}
