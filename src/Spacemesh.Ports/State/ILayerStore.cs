using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>What happened to a layer (spec 10 §6.4). Every setter touches one column and creates the row where needed.</summary>
public interface ILayerStore
{
    LayerRecord? Find(LayerId layer);

    void SetWeakCoin(LayerId layer, bool coin);

    /// <summary>False where a row has no coin; null without row.</summary>
    bool? WeakCoin(LayerId layer);

    /// <summary>The zero id means applied as empty.</summary>
    void SetApplied(LayerId layer, BlockId block);

    BlockId? Applied(LayerId layer);

    /// <summary>The first applied block of the epoch that is not empty.</summary>
    BlockId? FirstAppliedInEpoch(EpochLayers epoch);

    /// <summary>Highest applied layer; 0 where none is.</summary>
    LayerId LastApplied();

    void SetProcessed(LayerId layer);

    /// <summary>Highest processed layer; 0 where none is.</summary>
    LayerId LastProcessed();

    void SetStateHash(LayerId layer, Hash32 hash);

    Hash32? StateHash(LayerId layer);

    /// <summary>State hash of the highest layer that has one, applied or not (spec 10 §7).</summary>
    Hash32? LatestStateHash();

    void SetAggregatedHash(LayerId layer, Hash32 hash);

    /// <summary>Zeros where a row has no hash; null without row.</summary>
    Hash32? AggregatedHash(LayerId layer);

    /// <summary>
    /// The opinions of layers <paramref name="from"/>, from + step, … and <paramref name="to"/>, ascending; null where a row is
    /// missing. A row without hash gives zeros.
    /// </summary>
    IReadOnlyList<Hash32>? AggregatedHashes(LayerId from, LayerId to, uint step);

    /// <summary>By layer, each as often as it has blocks and at least once. Null leaves a bound out.</summary>
    IReadOnlyList<LayerListing> List(LayerId? first, LayerId? last, ListWindow window);

    /// <summary>Forgets applied block, state and aggregated hash from a layer on; weak coin and processed stay.</summary>
    void UnsetAppliedFrom(LayerId layer);
}
