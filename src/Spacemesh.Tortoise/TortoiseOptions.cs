using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>Settings of the vote counting (spec 06 §1). <see cref="Validate"/> names the key that cannot work.</summary>
public sealed record TortoiseOptions
{
    /// <summary>Layers per epoch, at least 1.</summary>
    public required uint LayersPerEpoch
    {
        get;
        init => field = value > 0 ? value : throw new InvalidOptionException("layers-per-epoch", "must be at least 1");
    }

    /// <summary>The last layer without content.</summary>
    public required LayerId EffectiveGenesis { get; init; }

    /// <summary>Layers for which hare output decides the local vote.</summary>
    public uint Hdist { get; init; } = 10;

    /// <summary>Layers after which a layer without hare output counts as empty.</summary>
    public uint Zdist { get; init; } = 8;

    /// <summary>Layers kept behind the verified one, at least 1.</summary>
    public uint WindowSize
    {
        get;
        init => field = value > 0 ? value : throw new InvalidOptionException("tortoise-window-size", "must be at least 1");
    }

    = 1000;

    /// <summary>Windows of the past, the first that holds a layer decides.</summary>
    public IReadOnlyList<HistoricalWindow> HistoricalWindows { get; init; } = [];

    /// <summary>Most support and against entries of an encoded ballot.</summary>
    public uint MaxExceptions { get; init; } = 5000;

    /// <summary>Layers by which full mode counts a ballot with another beacon later. The node puts <see cref="LayersPerEpoch"/> for 0.</summary>
    public uint BadBeaconVoteDelayLayers { get; init; }

    /// <summary>Expected proposals in a layer.</summary>
    public uint LayerSize { get; init; }

    /// <summary>Throws <see cref="InvalidOptionException"/> where two settings contradict each other.</summary>
    public void Validate()
    {
        if (Hdist < Zdist)
            throw new InvalidOptionException("tortoise-hdist", $"{Hdist} is below tortoise-zdist, {Zdist}");
    }

    /// <summary>The window for a layer; which layer is asked differs by use (spec 06 §1).</summary>
    public uint WindowOf(LayerId layer)
    {
        foreach (var interval in HistoricalWindows)
        {
            if (interval.Start <= layer && layer <= interval.End)
                return interval.Window;
        }

        return WindowSize;
    }

    /// <summary>Epochs that a window touches at most.</summary>
    public uint WindowEpochs(LayerId layer) => (uint)(((ulong)WindowOf(layer) + LayersPerEpoch - 1) / LayersPerEpoch);

    public EpochId EpochOf(LayerId layer) => new(layer.Value / LayersPerEpoch);

    internal uint Ordinal(uint layer) => layer % LayersPerEpoch;

    /// <summary>Whether <paramref name="layer"/> is within <paramref name="distance"/> of the last one.</summary>
    internal static bool Within(uint distance, uint layer, uint last) => (ulong)layer + distance > last;
}
