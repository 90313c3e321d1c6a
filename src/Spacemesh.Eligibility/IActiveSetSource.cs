using Spacemesh.Primitives;

namespace Spacemesh.Eligibility;

/// <summary>Where active sets come from (spec 05 §4.2 step 4). Readers of stored objects; none of them waits.</summary>
public interface IActiveSetSource
{
    /// <summary>The beacon of an epoch; null while it is not known.</summary>
    Beacon? Beacon(EpochId epoch);

    /// <summary>ATXs rewarded by the first applied block of the epoch that is not the empty one; null where there is none.</summary>
    IReadOnlyList<AtxId>? FirstBlockRewards(EpochId epoch);

    /// <summary>The earliest ballot of an ATX in its epoch; null where none is stored.</summary>
    ReferenceBallot? EarliestBallot(AtxId atx, EpochId epoch);

    /// <summary>The first ballot of every smesher in the epoch: lowest layer, then first stored.</summary>
    IEnumerable<ReferenceBallot> FirstBallots(EpochId epoch);

    /// <summary>A stored active set; null where it is not stored.</summary>
    IReadOnlyList<AtxId>? StoredSet(Hash32 hash);

    /// <summary>Smesher and weight of an ATX that is targeted at this epoch; null where it is not known.</summary>
    (NodeId Smesher, ulong Weight)? Atx(EpochId target, AtxId atx);
}
