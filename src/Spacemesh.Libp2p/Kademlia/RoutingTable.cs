using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Kademlia;

/// <summary>Checked peers in buckets by the prefix that they share with this host. A full bucket takes no new peer while its own are alive. One lock.</summary>
public sealed class RoutingTable(PeerId self, int bucketSize, TimeProvider time)
{
    private readonly Lock _entry = new();
    private readonly KadKey _self = KadKey.Of(self);
    private readonly Dictionary<int, List<Entry>> _buckets = [];
    private readonly Dictionary<PeerId, Entry> _peers = [];

    /// <summary>A peer entered the table (true) or left it, with the prefix that it shares with this host.</summary>
    public event Action<PeerId, int, bool>? Changed;

    public int Count
    {
        get
        {
            lock (_entry)
            {
                return _peers.Count;
            }
        }
    }

    public IReadOnlyList<PeerId> Peers
    {
        get
        {
            lock (_entry)
            {
                return [.. _peers.Keys];
            }
        }
    }

    /// <summary>Longest prefix that any peer shares with this host; −1 for an empty table.</summary>
    public int LongestPrefix
    {
        get
        {
            lock (_entry)
            {
                return _buckets.Where(bucket => bucket.Value.Count > 0).Select(bucket => bucket.Key).DefaultIfEmpty(-1).Max();
            }
        }
    }

    public bool Contains(PeerId peer)
    {
        lock (_entry)
        {
            return _peers.ContainsKey(peer);
        }
    }

    /// <summary>Whether the peer would find a place.</summary>
    public bool HasRoom(PeerId peer)
    {
        lock (_entry)
        {
            return !_buckets.TryGetValue(_self.CommonPrefix(KadKey.Of(peer)), out var bucket) || bucket.Count < bucketSize;
        }
    }

    public bool TryAdd(PeerId peer)
    {
        if (peer == self)
            return false;
        var key = KadKey.Of(peer);
        int prefix = _self.CommonPrefix(key);
        lock (_entry)
        {
            if (_peers.TryGetValue(peer, out var known))
            {
                known.LastUseful = time.GetUtcNow();
                return true;
            }

            if (!_buckets.TryGetValue(prefix, out var bucket))
                _buckets.Add(prefix, bucket = []);
            if (bucket.Count >= bucketSize)
                return false;
            var entry = new Entry(peer, key, prefix) { LastUseful = time.GetUtcNow() };
            bucket.Add(entry);
            _peers.Add(peer, entry);
        }

        Changed?.Invoke(peer, prefix, true);
        return true;
    }

    public void Remove(PeerId peer)
    {
        Entry? entry;
        lock (_entry)
        {
            if (!_peers.Remove(peer, out entry))
                return;
            _buckets[entry.Prefix].Remove(entry);
        }

        Changed?.Invoke(peer, entry.Prefix, false);
    }

    /// <summary>The peer answered a request.</summary>
    public void MarkUseful(PeerId peer)
    {
        lock (_entry)
        {
            if (_peers.TryGetValue(peer, out var entry))
                entry.LastUseful = time.GetUtcNow();
        }
    }

    /// <summary>Peers that have answered nothing for so long.</summary>
    public IReadOnlyList<PeerId> UselessFor(TimeSpan span)
    {
        var limit = time.GetUtcNow() - span;
        lock (_entry)
        {
            return [.. _peers.Values.Where(entry => entry.LastUseful < limit).Select(entry => entry.Peer)];
        }
    }

    /// <summary>The nearest peers, the nearest first.</summary>
    public IReadOnlyList<PeerId> Closest(KadKey key, int count)
    {
        lock (_entry)
        {
            var entries = _peers.Values.ToList();
            entries.Sort((left, right) => key.CompareDistance(left.Key, right.Key));
            return [.. entries.Take(count).Select(entry => entry.Peer)];
        }
    }

    private sealed class Entry(PeerId peer, KadKey key, int prefix)
    {
        public PeerId Peer { get; } = peer;

        public KadKey Key { get; } = key;

        public int Prefix { get; } = prefix;

        public DateTimeOffset LastUseful { get; set; }
    }
}
