using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>Until when peers may not be grafted, by topic. Guarded by the router's lock.</summary>
internal sealed class Backoffs(TimeProvider time)
{
    /// <summary>Longest back-off that a peer can set.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Dictionary<string, Dictionary<PeerId, DateTimeOffset>> _topics = new(StringComparer.Ordinal);

    /// <summary>Sets or prolongs; never shortens.</summary>
    public void Add(string topic, PeerId peer, TimeSpan span)
    {
        if (!_topics.TryGetValue(topic, out var peers))
            _topics.Add(topic, peers = []);
        var until = time.GetUtcNow() + (span < Longest ? span : Longest);
        if (!peers.TryGetValue(peer, out var known) || known < until)
            peers[peer] = until;
    }

    /// <summary>Whether there is an entry, expired or not.</summary>
    public bool Has(string topic, PeerId peer) => _topics.TryGetValue(topic, out var peers) && peers.ContainsKey(peer);

    public DateTimeOffset? Until(string topic, PeerId peer) =>
        _topics.TryGetValue(topic, out var peers) && peers.TryGetValue(peer, out var until) ? until : null;

    /// <summary>Removes entries that expired longer ago than the slack.</summary>
    public void Sweep(TimeSpan slack)
    {
        var limit = time.GetUtcNow() - slack;
        foreach (var (topic, peers) in _topics.ToList())
        {
            foreach (var (peer, _) in peers.Where(entry => entry.Value < limit).ToList())
                peers.Remove(peer);
            if (peers.Count == 0)
                _topics.Remove(topic);
        }
    }
}
