using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Net.Fetching;

/// <summary>
/// Who is asked for what (spec 08 §7.1 steps 2 and 3): the best peer of an object's hints, else one of the best by chance, else any; a peer
/// once per object; distrusted ones last. Requests are limited in all and per peer. Used under the fetcher's lock, once.
/// </summary>
internal sealed class BatchPlan
{
    private readonly FetchOptions _options;
    private readonly HintTable _hints;
    private readonly IRandomSource _random;
    private readonly PeerId[] _trusted;
    private readonly PeerId[] _distrusted;
    private readonly Dictionary<PeerId, int> _underWay;
    private readonly Dictionary<PeerId, List<FetchEntry>> _open = [];
    private readonly List<(PeerId Peer, List<FetchEntry> Entries)> _batches = [];
    private int _requests;
    private int _activeSets;

    /// <param name="options">The limits.</param>
    /// <param name="peers">Connected peers, best first.</param>
    /// <param name="conduct">Who is distrusted.</param>
    /// <param name="hints">Who is likely to have what.</param>
    /// <param name="random">Chance among the best.</param>
    /// <param name="underWay">Requests of each peer that are under way; counted on as the plan grows.</param>
    /// <param name="activeSets">Of them for active sets.</param>
    public BatchPlan(
        FetchOptions options, IReadOnlyList<PeerId> peers, PeerConduct conduct, HintTable hints, IRandomSource random, Dictionary<PeerId, int> underWay, int activeSets)
    {
        (_options, _hints, _random, _underWay, _activeSets) = (options, hints, random, underWay, activeSets);
        _requests = underWay.Values.Sum();
        var trust = peers.ToLookup(conduct.IsDistrusted);
        (_trusted, _distrusted) = ([.. trust[false]], [.. trust[true]]);
    }

    public IReadOnlyList<(PeerId Peer, List<FetchEntry> Entries)> Batches => _batches;

    /// <summary>Whether no further request may be sent and those planned have no room: no object can be planned.</summary>
    public bool IsFull => _requests >= _options.Requests && _open.Values.All(open => open.Count >= _options.BatchSize);

    /// <summary>Plans an object.</summary>
    public PlanOutcome Add(FetchEntry entry)
    {
        bool full = false;
        foreach (var peers in (ReadOnlySpan<PeerId[]>)[_trusted, _distrusted])
        {
            var outcome = Add(entry, peers);
            if (outcome == PlanOutcome.Planned)
                return outcome;
            full |= outcome == PlanOutcome.Full;
            // A liar is no way around honest peers that are busy.
            if (full)
                break;
        }

        return full ? PlanOutcome.Full : PlanOutcome.NobodyLeft;
    }

    private PlanOutcome Add(FetchEntry entry, PeerId[] peers)
    {
        var hinted = _hints.Of(entry.Hash);
        bool anybody = false;
        if (hinted.Count > 0)
        {
            foreach (var peer in peers)
            {
                if (entry.Asked.Contains(peer) || !hinted.Contains(peer))
                    continue;
                anybody = true;
                if (TryAdd(peer, entry))
                    return PlanOutcome.Planned;
            }
        }

        // The best ones by chance, the rest in order.
        int best = Math.Min(_options.BestPeers, peers.Length);
        int first = best > 0 ? _random.Next(best) : 0;
        for (int i = 0; i < peers.Length; i++)
        {
            var peer = i < best ? peers[(first + i) % best] : peers[i];
            if (entry.Asked.Contains(peer))
                continue;
            anybody = true;
            if (TryAdd(peer, entry))
                return PlanOutcome.Planned;
        }

        return anybody ? PlanOutcome.Full : PlanOutcome.NobodyLeft;
    }

    private bool TryAdd(PeerId peer, FetchEntry entry)
    {
        bool alone = entry.IsAlone || entry.Kind == ObjectKind.ActiveSet;
        if (!alone && _open.TryGetValue(peer, out var open) && open.Count < _options.BatchSize && !Contains(open, entry.Hash))
        {
            open.Add(entry);
            return true;
        }

        int underWay = _underWay.GetValueOrDefault(peer);
        if (_requests >= _options.Requests || underWay >= _options.RequestsPerPeer)
            return false;
        if (entry.Kind == ObjectKind.ActiveSet)
        {
            if (_activeSets >= _options.ActiveSetRequests)
                return false;
            _activeSets++;
        }

        _requests++;
        _underWay[peer] = underWay + 1;
        var batch = new List<FetchEntry> { entry };
        _batches.Add((peer, batch));
        if (!alone)
            _open[peer] = batch;
        return true;
    }

    /// <summary>Answers name objects by their hash alone.</summary>
    private static bool Contains(List<FetchEntry> entries, Hash32 hash)
    {
        foreach (var entry in entries)
        {
            if (entry.Hash == hash)
                return true;
        }

        return false;
    }
}
