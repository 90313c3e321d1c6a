using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>
/// What a host knows of peers: addresses with an expiry, and what they said of themselves. Holds <see cref="MaximumPeers"/> peers; beyond, the
/// one that was touched longest ago is forgotten. One lock.
/// </summary>
public sealed class Peerstore(TimeProvider time)
{
    public const int MaximumPeers = 16384;
    public const int MaximumAddresses = 64;

    /// <summary>How long addresses of a peer are kept after its last connection closed.</summary>
    public static readonly TimeSpan RecentlyConnected = TimeSpan.FromMinutes(15);

    /// <summary>How long addresses that others told are kept.</summary>
    public static readonly TimeSpan Heard = TimeSpan.FromMinutes(30);

    /// <summary>Kept as long as the peer is known.</summary>
    public static readonly TimeSpan Permanent = TimeSpan.FromDays(3650);

    private readonly Lock _entry = new();
    private readonly Dictionary<PeerId, Entry> _peers = [];
    private readonly LinkedList<PeerId> _order = new();

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

    /// <summary>Adds addresses, or prolongs those that are known.</summary>
    public void AddAddresses(PeerId peer, IEnumerable<Multiaddr> addresses, TimeSpan keep)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        lock (_entry)
        {
            var entry = Touch(peer);
            var until = time.GetUtcNow() + keep;
            foreach (var address in addresses)
            {
                var bare = address.Peer is { } named && named == peer ? address.WithoutPeer() : address;
                if (bare is null)
                    continue;
                if (entry.Addresses.TryGetValue(bare, out var known))
                    entry.Addresses[bare] = known > until ? known : until;
                else if (entry.Addresses.Count < MaximumAddresses)
                    entry.Addresses.Add(bare, until);
            }
        }
    }

    /// <summary>Replaces the addresses.</summary>
    public void SetAddresses(PeerId peer, IEnumerable<Multiaddr> addresses, TimeSpan keep)
    {
        lock (_entry)
        {
            Touch(peer).Addresses.Clear();
        }

        AddAddresses(peer, addresses, keep);
    }

    /// <summary>Lets all addresses expire at the latest after so long.</summary>
    public void LimitAddresses(PeerId peer, TimeSpan keep)
    {
        lock (_entry)
        {
            if (!_peers.TryGetValue(peer, out var entry))
                return;
            var until = time.GetUtcNow() + keep;
            foreach (var address in entry.Addresses.Where(pair => pair.Value > until).Select(pair => pair.Key).ToList())
                entry.Addresses[address] = until;
        }
    }

    /// <summary>Addresses that have not expired, without <c>/p2p</c>, in the order in which they became known.</summary>
    public IReadOnlyList<Multiaddr> Addresses(PeerId peer)
    {
        lock (_entry)
        {
            if (!_peers.TryGetValue(peer, out var entry))
                return [];
            var now = time.GetUtcNow();
            foreach (var expired in entry.Addresses.Where(pair => pair.Value <= now).Select(pair => pair.Key).ToList())
                entry.Addresses.Remove(expired);
            return [.. entry.Addresses.Keys];
        }
    }

    public PeerInfo? Info(PeerId peer)
    {
        lock (_entry)
        {
            return _peers.GetValueOrDefault(peer)?.Info;
        }
    }

    public void SetInfo(PeerInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        lock (_entry)
        {
            Touch(info.Id).Info = info;
        }
    }

    /// <summary>The first of these protocols that the peer is known to serve.</summary>
    public string? FirstSupported(PeerId peer, IReadOnlyList<string> protocols)
    {
        if (Info(peer) is not { } info)
            return null;
        return protocols.FirstOrDefault(protocol => info.Protocols.Contains(protocol, StringComparer.Ordinal));
    }

    /// <summary>Takes a record with addresses; false when an equal or newer one is known.</summary>
    public bool TryAddRecord(PeerRecord record, TimeSpan keep)
    {
        ArgumentNullException.ThrowIfNull(record);
        lock (_entry)
        {
            var entry = Touch(record.Peer);
            if (record.Sequence < entry.RecordSequence)
                return false;
            entry.RecordSequence = record.Sequence;
        }

        AddAddresses(record.Peer, record.Addresses, keep);
        return true;
    }

    private Entry Touch(PeerId peer)
    {
        if (_peers.TryGetValue(peer, out var entry))
        {
            _order.Remove(entry.Place);
            _order.AddLast(entry.Place);
            return entry;
        }

        if (_peers.Count >= MaximumPeers)
        {
            _peers.Remove(_order.First!.Value);
            _order.RemoveFirst();
        }

        entry = new Entry(_order.AddLast(peer));
        _peers.Add(peer, entry);
        return entry;
    }

    private sealed class Entry(LinkedListNode<PeerId> place)
    {
        public LinkedListNode<PeerId> Place { get; } = place;

        public Dictionary<Multiaddr, DateTimeOffset> Addresses { get; } = [];

        public PeerInfo? Info { get; set; }

        public ulong RecordSequence { get; set; }
    }
}
