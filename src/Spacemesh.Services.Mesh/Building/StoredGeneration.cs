using System.Collections.Concurrent;
using Spacemesh.AtxsData;
using Spacemesh.Eligibility;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Grading;

namespace Spacemesh.Services.Mesh.Building;

/// <summary>What the node knows of active sets: its stores, its ATX cache, and the updates it was told to trust.</summary>
internal sealed class StoredGeneration(NetworkParameters network, IStateStores stores, ConsensusCache atxs) : IGenerationReads
{
    private readonly ConcurrentDictionary<EpochId, IReadOnlyList<AtxId>> _fallbacks = new();

    /// <summary>The first one of an epoch stays.</summary>
    public void UseFallback(EpochId epoch, IReadOnlyList<AtxId> set) => _fallbacks.TryAdd(epoch, set);

    public IReadOnlyList<AtxId>? Fallback(EpochId target) => _fallbacks.GetValueOrDefault(target);

    public IEnumerable<CandidateAtx> Candidates(EpochId published) =>
        stores.Atxs.ForGrading(published).Select(atx => new CandidateAtx(atx.Id, atx.ReceivedNanoseconds, atx.ProofNanoseconds, atx.Weight));

    public Beacon? Beacon(EpochId epoch) => stores.Beacons.Find(epoch);

    public IReadOnlyList<AtxId>? FirstBlockRewards(EpochId epoch) =>
        stores.Layers.FirstAppliedInEpoch(EpochLayers.Of(network, epoch)) is { } id && stores.Blocks.Find(id) is { } block
            ? [.. block.Rewards.Select(reward => reward.AtxId)]
            : null;

    public ReferenceBallot? EarliestBallot(AtxId atx, EpochId epoch) =>
        stores.Ballots.FirstInEpoch(atx, EpochLayers.Of(network, epoch)) is { } stored ? Reference(stored) : null;

    public IEnumerable<ReferenceBallot> FirstBallots(EpochId epoch) =>
        stores.Ballots.FirstOfEverySmesher(EpochLayers.Of(network, epoch)).Select(Reference);

    public IReadOnlyList<AtxId>? StoredSet(Hash32 hash) => stores.ActiveSets.Find(hash)?.Set;

    public (NodeId Smesher, ulong Weight)? Atx(EpochId target, AtxId atx) =>
        atxs.TryGet(target, atx, out var entry) ? (entry.Smesher, entry.Weight) : null;

    private static ReferenceBallot Reference(StoredBallotRecord stored) =>
        new(stored.Ballot.Inner.EpochData?.ActiveSetHash, stored.Ballot.Inner.EpochData?.Beacon);
}
