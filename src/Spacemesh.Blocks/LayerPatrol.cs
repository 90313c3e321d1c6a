using Spacemesh.Primitives;

namespace Spacemesh.Blocks;

/// <summary>
/// Layers that hare and block building work on: sync leaves them alone while they are young (spec 05 §5.9). Not thread-safe.
/// </summary>
public sealed class LayerPatrol
{
    /// <summary>An entry that nobody released goes when hare is this many layers ahead.</summary>
    private const uint Longest = 100;

    private readonly HashSet<LayerId> _layers = [];

    public void SetHareInCharge(LayerId layer)
    {
        if (layer.Value > Longest)
            _layers.Remove(layer.Sub(Longest));
        _layers.Add(layer);
    }

    public void CompleteHare(LayerId layer) => _layers.Remove(layer);

    public bool IsHareInCharge(LayerId layer) => _layers.Contains(layer);
}
