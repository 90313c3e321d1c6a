using Spacemesh.AtxsData;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Fills the consensus cache at start (spec 10 §9.1).</summary>
public static class ConsensusWarmUp
{
    /// <summary>
    /// Evicts what the tortoise window of <paramref name="keep"/> epochs no longer needs, adds every ATX from there on under its
    /// target epoch, and marks the malicious identities of the first format; all from one snapshot.
    /// </summary>
    public static void Run(IStateDatabase database, NetworkParameters network, uint keep, ConsensusCache cache) => database.Snapshot(stores =>
    {
        var evicted = ConsensusCache.EvictedAtStart(network.EpochOf(stores.Layers.LastApplied()), keep);
        if (evicted is { } epoch)
            cache.EvictEpoch(epoch);
        stores.Atxs.ReadEntries(evicted ?? default, stores.Atxs.LatestEpoch(), (EpochId published, in AtxEntry entry) => cache.TryAdd(published.Target, entry, malicious: false));
        foreach (var identity in stores.MaliciousIdentities.All())
            cache.SetMalicious(identity);
        return 0;
    });
}
