using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Kademlia;

/// <summary>Answers requests from the routing table, the known addresses and the provider records (spec 08 §2.8). No I/O.</summary>
internal sealed class KadResponder(
    PeerId self, RoutingTable table, Peerstore peers, ProviderStore providers, Func<PeerId, bool> isConnected, Func<IReadOnlyList<Multiaddr>> ownAddresses, int bucketSize)
{
    private const int MaximumContentKey = 80;

    public static readonly TimeSpan ProviderAddresses = TimeSpan.FromHours(24);

    public KadAnswer Answer(PeerId requester, ReadOnlySpan<byte> request)
    {
        if (request.IsEmpty || KadMessage.Decode(request) is not { } message)
            return KadAnswer.Reset;
        ulong level = message.ClusterLevelRaw == 0 ? 1 : message.ClusterLevelRaw;
        switch (message.Type)
        {
            case KadMessageType.Ping:
                return KadAnswer.Of(new KadMessage(KadMessageType.Ping) { ClusterLevelRaw = level });
            case KadMessageType.FindNode when message.Key.Length > 0:
                return KadAnswer.Of(new KadMessage(KadMessageType.FindNode) { CloserPeers = FindNode(requester, message.Key), ClusterLevelRaw = level });
            case KadMessageType.GetProviders when IsContentKey(message.Key):
                return KadAnswer.Of(new KadMessage(KadMessageType.GetProviders)
                {
                    Key = message.Key,
                    CloserPeers = Closer(requester, message.Key),
                    ProviderPeers = [.. providers.Of(message.Key).Select(Describe).Where(peer => peer.Addresses.Count > 0)],
                    ClusterLevelRaw = level,
                });
            case KadMessageType.GetValue when message.Key.Length > 0:
                return KadAnswer.Of(new KadMessage(KadMessageType.GetValue) { Key = message.Key, CloserPeers = Closer(requester, message.Key), ClusterLevelRaw = level });
            case KadMessageType.AddProvider when IsContentKey(message.Key):
                AddProvider(requester, message);
                return KadAnswer.None;
            default:
                return KadAnswer.Reset;
        }
    }

    private static bool IsContentKey(byte[] key) => key.Length is > 0 and <= MaximumContentKey;

    private void AddProvider(PeerId requester, KadMessage message)
    {
        foreach (var peer in message.ProviderPeers)
        {
            if (peer.Id != requester || peer.Addresses.Count == 0)
                continue;
            peers.AddAddresses(peer.Id, peer.Addresses, ProviderAddresses);
            providers.Add(message.Key, peer.Id);
        }
    }

    private List<KadPeer> FindNode(PeerId requester, byte[] key)
    {
        var closer = Closer(requester, key);
        if (!PeerId.TryDecode(key, out var target) || target == requester)
            return closer;
        closer.RemoveAll(peer => peer.Id == target);
        var described = Describe(target!);
        int place = table.Contains(target!) ? Place(closer, target!) : closer.Count;
        if (described.Addresses.Count > 0)
            closer.Insert(place, described);
        return closer;
    }

    /// <summary>A target that is in the table stands where its distance puts it.</summary>
    private static int Place(List<KadPeer> closer, PeerId target)
    {
        var key = KadKey.Of(target);
        int index = closer.FindIndex(peer => key.CompareDistance(KadKey.Of(peer.Id), key) > 0);
        return index < 0 ? closer.Count : index;
    }

    private List<KadPeer> Closer(PeerId requester, byte[] key) =>
    [
        .. table.Closest(KadKey.Of(key), bucketSize + 2)
            .Where(peer => peer != requester && peer != self)
            .Take(bucketSize)
            .Select(Describe)
            .Where(peer => peer.Addresses.Count > 0),
    ];

    private KadPeer Describe(PeerId peer) => peer == self
        ? new KadPeer(self, ownAddresses())
        : new KadPeer(peer, peers.Addresses(peer), isConnected(peer) ? KadConnection.Connected : KadConnection.NotConnected);
}
