using Spacemesh.Blocks;
using Spacemesh.Ports.Chain;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus;

/// <summary>The layer patrol of hare, block building and sync. Thread-safe; one lock, held for a look-up.</summary>
public sealed class SharedLayerPatrol : ILayerPatrol
{
    private readonly Lock _lock = new();
    private readonly LayerPatrol _patrol = new();

    public bool IsHareInCharge(LayerId layer)
    {
        lock (_lock)
            return _patrol.IsHareInCharge(layer);
    }

    internal void SetHareInCharge(LayerId layer)
    {
        lock (_lock)
            _patrol.SetHareInCharge(layer);
    }

    internal void CompleteHare(LayerId layer)
    {
        lock (_lock)
            _patrol.CompleteHare(layer);
    }
}
