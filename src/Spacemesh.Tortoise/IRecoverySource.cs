using Spacemesh.AtxsData;
using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>The stored layers from which the counting is rebuilt (spec 06 §11).</summary>
public interface IRecoverySource
{
    /// <summary>Highest layer of a ballot, 0 if there is none.</summary>
    LayerId LastBallotLayer { get; }

    /// <summary>Last applied layer, 0 if there is none.</summary>
    LayerId LastApplied { get; }

    /// <summary>Highest layer with a valid block, if any.</summary>
    LayerId? LastValid { get; }

    /// <summary>Highest epoch in which a stored ATX was published, 0 if there is none.</summary>
    EpochId LastPublishEpoch { get; }

    IEnumerable<NodeId> MaliciousIdentities();

    /// <summary>The ATXs of a target epoch that the cache holds, in any order.</summary>
    IEnumerable<AtxEntry> Atxs(EpochId target);

    Beacon? Beacon(EpochId epoch);

    /// <summary>The aggregated hash of a layer; null where the layer has no row, zero where it has no hash.</summary>
    Hash32? AggregatedHash(LayerId layer);

    /// <summary>Blocks of a layer with their stored validity; undecided counts as false.</summary>
    IEnumerable<RecoveredBlock> Blocks(LayerId layer);

    /// <summary>The certified block of a layer (empty for an empty layer), null where there is none.</summary>
    BlockId? HareOutput(LayerId layer);

    /// <summary>Ballots of a layer in the order of the database.</summary>
    IEnumerable<TortoiseBallot> Ballots(LayerId layer);

    bool? WeakCoin(LayerId layer);
}
