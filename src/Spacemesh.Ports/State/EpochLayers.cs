using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>The layers of one epoch, both ends included.</summary>
public readonly record struct EpochLayers(LayerId First, LayerId Last)
{
    public static EpochLayers Of(NetworkParameters network, EpochId epoch)
    {
        var first = network.FirstLayer(epoch);
        return new(first, first.AddSaturating(network.LayersPerEpoch - 1));
    }
}
