using Spacemesh.Primitives;

namespace Spacemesh.Ports.Chain;

/// <summary>Layers that hare and block building work on: sync leaves them alone while they are young (spec 05 §5.9). Thread-safe.</summary>
public interface ILayerPatrol
{
    bool IsHareInCharge(LayerId layer);
}
