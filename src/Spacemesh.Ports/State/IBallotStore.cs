using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Ports.State;

/// <summary>Ballots (spec 10 §6.2). The order inside a layer is by smesher, then of insertion; tortoise and peers depend on it.</summary>
public interface IBallotStore
{
    InsertOutcome Add(BallotId id, Ballot ballot);

    bool Contains(BallotId id);

    StoredBallotRecord? Find(BallotId id);

    /// <summary>Ends before a row that does not decode.</summary>
    IReadOnlyList<StoredBallotRecord> InLayer(LayerId layer);

    IReadOnlyList<BallotId> IdsInLayer(LayerId layer);

    /// <summary>The smesher's first ballot in the layer.</summary>
    StoredBallotRecord? InLayerBy(LayerId layer, NodeId smesher);

    /// <summary>Lowest layer, then first.</summary>
    StoredBallotRecord? FirstInEpoch(AtxId atx, EpochLayers epoch);

    /// <summary>Highest layer, then last.</summary>
    StoredBallotRecord? LastInEpoch(AtxId atx, EpochLayers epoch);

    /// <summary>Every smesher's first ballot of the epoch: lowest layer, then first. By smesher.</summary>
    IReadOnlyList<StoredBallotRecord> FirstOfEverySmesher(EpochLayers epoch);

    /// <summary>Highest layer with a ballot; 0 without ballots.</summary>
    LayerId LatestLayer();

    /// <summary>Whether there is any ballot.</summary>
    bool Any();
}
