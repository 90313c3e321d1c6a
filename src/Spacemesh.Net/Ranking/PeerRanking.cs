using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Ranking;

/// <summary>
/// Ranks connected peers by how fast they answer and how often they fail (spec 08 §7.3). Floating point as in the reference, to the bit.
/// Not for several threads at a time.
/// </summary>
public sealed class PeerRanking
{
    private const int Kibibyte = 1024;
    private const double PeerWeight = 10;
    private const double GlobalWeight = 25;

    /// <summary>Score of a peer that was never asked, as a share of the average of all.</summary>
    private const double UnknownShare = 0.9;

    private readonly Dictionary<PeerId, Record> _peers = [];

    /// <summary>Moving average of the time per KiB over all peers, in nanoseconds.</summary>
    public double GlobalNanoseconds { get; private set; }

    public int Count => _peers.Count;

    /// <summary>Begins to track a connected peer; a known one keeps what is known of it.</summary>
    public void Add(PeerId peer) => _peers.TryAdd(peer, new Record());

    /// <summary>Forgets a peer: should it return, it starts afresh.</summary>
    public void Remove(PeerId peer) => _peers.Remove(peer);

    public bool Contains(PeerId peer) => _peers.ContainsKey(peer);

    /// <summary>Tracks exactly these peers.</summary>
    public void SetPeers(IReadOnlyCollection<PeerId> connected)
    {
        ArgumentNullException.ThrowIfNull(connected);
        foreach (var peer in connected)
            Add(peer);
        if (_peers.Count == connected.Count)
            return;
        var present = connected.ToHashSet();
        foreach (var peer in _peers.Keys.Where(peer => !present.Contains(peer)).ToArray())
            _peers.Remove(peer);
    }

    /// <summary>Notes a finished request; one to a peer that is not tracked changes nothing.</summary>
    /// <param name="peer">Who was asked.</param>
    /// <param name="succeeded">Whether there was data.</param>
    /// <param name="latency">From asking to the answer's end.</param>
    /// <param name="bytes">Size of the answer.</param>
    public void Note(PeerId peer, bool succeeded, TimeSpan latency, long bytes)
    {
        if (!_peers.TryGetValue(peer, out var record))
            return;
        long nanoseconds = latency.Ticks * TimeSpan.NanosecondsPerTick / Math.Max(bytes / Kibibyte, 1);
        record.Successes += succeeded ? 1 : 0;
        record.Failures += succeeded ? 0 : 1;
        record.Average = record.Average == 0 ? nanoseconds : record.Average + ((nanoseconds - record.Average) / PeerWeight);
        GlobalNanoseconds = GlobalNanoseconds == 0 ? nanoseconds : GlobalNanoseconds + ((nanoseconds - GlobalNanoseconds) / GlobalWeight);
    }

    /// <summary>All peers, best first; equals by id.</summary>
    public IReadOnlyList<PeerId> Order() => [.. Standings().Select(standing => standing.Peer)];

    /// <summary>All peers with their numbers, best first.</summary>
    public IReadOnlyList<PeerStanding> Standings()
    {
        var standings = new PeerStanding[_peers.Count];
        int index = 0;
        foreach (var (peer, record) in _peers)
            standings[index++] = new PeerStanding(peer, record.Successes, record.Failures, record.Average, ScoreOf(record));
        Array.Sort(standings, static (left, right) => left.Score.CompareTo(right.Score) is var order and not 0 ? order : left.Peer.CompareTo(right.Peer));
        return standings;
    }

    /// <summary>The best of some peers; those that are not tracked do not count. None where no one is left.</summary>
    public PeerId BestOf(IEnumerable<PeerId> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        PeerId best = default;
        double bestScore = double.PositiveInfinity;
        foreach (var peer in candidates)
        {
            if (!_peers.TryGetValue(peer, out var record))
                continue;
            double score = ScoreOf(record);
            if (best.IsNone || score < bestScore || (score == bestScore && peer.CompareTo(best) < 0))
                (best, bestScore) = (peer, score);
        }

        return best;
    }

    private double ScoreOf(Record record)
    {
        int total = record.Successes + record.Failures;
        return total == 0 ? UnknownShare * GlobalNanoseconds : record.Average + ((double)record.Failures / total * GlobalNanoseconds);
    }

    private sealed class Record
    {
        public int Successes { get; set; }

        public int Failures { get; set; }

        public double Average { get; set; }
    }
}
