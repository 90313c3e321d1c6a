using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Kademlia;

/// <summary>A request or answer of Kademlia (spec 08 §2.8).</summary>
public sealed record KadMessage(KadMessageType Type)
{
    private const int MaximumPeers = 1000;

    public byte[] Key { get; init; } = [];

    /// <summary>The record of PUT_VALUE and GET_VALUE, undecoded; null when absent.</summary>
    public byte[]? Record { get; init; }

    public IReadOnlyList<KadPeer> CloserPeers { get; init; } = [];

    public IReadOnlyList<KadPeer> ProviderPeers { get; init; } = [];

    /// <summary>The level plus 1; 0 when absent.</summary>
    public ulong ClusterLevelRaw { get; init; }

    public byte[] Encode()
    {
        var writer = new ProtoWriter(256);
        if (Type != KadMessageType.PutValue)
            writer.Number(1, (ulong)Type);
        if (Key.Length > 0)
            writer.Bytes(2, Key);
        if (Record is not null)
            writer.Bytes(3, Record);
        foreach (var peer in CloserPeers)
            writer.Message(8, Encode(peer));
        foreach (var peer in ProviderPeers)
            writer.Message(9, Encode(peer));
        if (ClusterLevelRaw != 0)
            writer.Number(10, ClusterLevelRaw);
        return writer.ToArray();
    }

    /// <summary>Null when malformed or of an unknown type. Peers and addresses that cannot be read are left out.</summary>
    public static KadMessage? Decode(ReadOnlySpan<byte> encoded)
    {
        ulong type = 0;
        ulong level = 0;
        byte[] key = [];
        byte[]? record = null;
        var closer = new List<KadPeer>();
        var providers = new List<KadPeer>();
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsNumber(1))
                type = reader.Number;
            else if (reader.IsBytes(2))
                key = reader.Bytes.ToArray();
            else if (reader.IsBytes(3))
                record = reader.Bytes.ToArray();
            else if (reader.IsBytes(8))
                Take(reader.Bytes, closer);
            else if (reader.IsBytes(9))
                Take(reader.Bytes, providers);
            else if (reader.IsNumber(10))
                level = reader.Number;
        }

        if (reader.Malformed || type > (ulong)KadMessageType.Ping)
            return null;
        return new KadMessage((KadMessageType)type) { Key = key, Record = record, CloserPeers = closer, ProviderPeers = providers, ClusterLevelRaw = level };
    }

    private static ProtoWriter Encode(KadPeer peer)
    {
        var writer = new ProtoWriter(96).Bytes(1, peer.Id.Bytes);
        foreach (var address in peer.Addresses)
            writer.Bytes(2, address.Bytes);
        if (peer.Connection != KadConnection.NotConnected)
            writer.Number(3, (ulong)peer.Connection);
        return writer;
    }

    private static void Take(ReadOnlySpan<byte> encoded, List<KadPeer> peers)
    {
        PeerId? id = null;
        ulong connection = 0;
        var addresses = new List<Multiaddr>();
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                PeerId.TryDecode(reader.Bytes, out id);
            else if (reader.IsBytes(2) && Multiaddr.TryDecode(reader.Bytes, out var address))
                addresses.Add(address!);
            else if (reader.IsNumber(3))
                connection = reader.Number;
        }

        if (!reader.Malformed && id is not null && peers.Count < MaximumPeers)
            peers.Add(new KadPeer(id, addresses, connection <= 3 ? (KadConnection)connection : KadConnection.NotConnected));
    }
}
