using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>
/// How much the host values its peers: named values, some of which decay, and protections. Read when connections are trimmed. Local policy
/// only. One lock.
/// </summary>
public sealed class PeerTags(TimeProvider time)
{
    private readonly Lock _entry = new();
    private readonly Dictionary<PeerId, Tags> _peers = [];

    /// <summary>The peer's connections are not trimmed while it has any protection.</summary>
    public void Protect(PeerId peer, string tag)
    {
        lock (_entry)
        {
            Of(peer).Protections.Add(tag);
        }
    }

    public void Unprotect(PeerId peer, string tag)
    {
        lock (_entry)
        {
            if (_peers.TryGetValue(peer, out var tags) && tags.Protections.Remove(tag))
                Clean(peer, tags);
        }
    }

    public bool IsProtected(PeerId peer)
    {
        lock (_entry)
        {
            return _peers.TryGetValue(peer, out var tags) && tags.Protections.Count > 0;
        }
    }

    public bool IsProtected(PeerId peer, string tag)
    {
        lock (_entry)
        {
            return _peers.TryGetValue(peer, out var tags) && tags.Protections.Contains(tag);
        }
    }

    public void Set(PeerId peer, string tag, int value)
    {
        lock (_entry)
        {
            Of(peer).Values[tag] = value;
        }
    }

    public void Remove(PeerId peer, string tag)
    {
        lock (_entry)
        {
            if (_peers.TryGetValue(peer, out var tags) && tags.Values.Remove(tag))
                Clean(peer, tags);
        }
    }

    /// <summary>Adds to a value that sinks by <paramref name="decay"/> each <paramref name="interval"/>, up to <paramref name="cap"/>.</summary>
    public void Bump(PeerId peer, string tag, int delta, int cap, int decay, TimeSpan interval)
    {
        lock (_entry)
        {
            var tags = Of(peer);
            var now = time.GetUtcNow();
            int current = tags.Decaying.TryGetValue(tag, out var known) ? known.At(now) : 0;
            tags.Decaying[tag] = new Decaying(Math.Min(current + delta, cap), now, decay, interval);
        }
    }

    /// <summary>Sum of the peer's values.</summary>
    public int ValueOf(PeerId peer)
    {
        lock (_entry)
        {
            if (!_peers.TryGetValue(peer, out var tags))
                return 0;
            var now = time.GetUtcNow();
            foreach (string over in tags.Decaying.Where(entry => entry.Value.At(now) <= 0).Select(entry => entry.Key).ToList())
                tags.Decaying.Remove(over);
            int value = tags.Values.Values.Sum() + tags.Decaying.Values.Sum(entry => entry.At(now));
            Clean(peer, tags);
            return value;
        }
    }

    private Tags Of(PeerId peer)
    {
        if (!_peers.TryGetValue(peer, out var tags))
            _peers.Add(peer, tags = new Tags());
        return tags;
    }

    private void Clean(PeerId peer, Tags tags)
    {
        if (tags.Protections.Count == 0 && tags.Values.Count == 0 && tags.Decaying.Count == 0)
            _peers.Remove(peer);
    }

    private readonly record struct Decaying(int Value, DateTimeOffset Since, int Decay, TimeSpan Interval)
    {
        public int At(DateTimeOffset now) => (int)Math.Max(0, Value - ((now - Since).Ticks / Interval.Ticks * (double)Decay));
    }

    private sealed class Tags
    {
        public HashSet<string> Protections { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Values { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Decaying> Decaying { get; } = new(StringComparer.Ordinal);
    }
}
