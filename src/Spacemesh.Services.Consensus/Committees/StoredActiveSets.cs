using Spacemesh.AtxsData;
using Spacemesh.Eligibility;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Committees;

/// <summary>The oracle's view of the node's state (spec 05 §4.2).</summary>
public sealed class StoredActiveSets(NetworkParameters network, IStateStores state, ConsensusCache atxs, IBeacons beacons) : IActiveSetSource
{
    public Beacon? Beacon(EpochId epoch) => beacons.TryGet(epoch, out var beacon) ? beacon : null;

    public IReadOnlyList<AtxId>? FirstBlockRewards(EpochId epoch) =>
        state.Layers.FirstAppliedInEpoch(EpochLayers.Of(network, epoch)) is { } id && state.Blocks.Find(id) is { } block
            ? [.. block.Rewards.Select(reward => reward.AtxId)]
            : null;

    public ReferenceBallot? EarliestBallot(AtxId atx, EpochId epoch) =>
        state.Ballots.FirstInEpoch(atx, EpochLayers.Of(network, epoch)) is { } record ? Reference(record) : null;

    public IEnumerable<ReferenceBallot> FirstBallots(EpochId epoch) =>
        state.Ballots.FirstOfEverySmesher(EpochLayers.Of(network, epoch)).Select(Reference);

    public IReadOnlyList<AtxId>? StoredSet(Hash32 hash) => state.ActiveSets.Find(hash) is { } set ? [.. set.Set] : null;

    public (NodeId Smesher, ulong Weight)? Atx(EpochId target, AtxId atx) =>
        atxs.TryGet(target, atx, out var entry) ? (entry.Smesher, entry.Weight) : null;

    private static ReferenceBallot Reference(StoredBallotRecord record)
    {
        var data = record.Ballot.Inner.EpochData;
        return new ReferenceBallot(data?.ActiveSetHash, data?.Beacon);
    }
}
