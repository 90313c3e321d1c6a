using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Encoding;

namespace Spacemesh.Libp2p.Identity;

/// <summary>A peer's own list of addresses, newer with a greater sequence number (spec 08 §2.2).</summary>
public sealed record PeerRecord(PeerId Peer, ulong Sequence, IReadOnlyList<Multiaddr> Addresses)
{
    public const string Domain = "libp2p-peer-record";

    public static ReadOnlySpan<byte> PayloadType => [0x03, 0x01];

    public byte[] Encode()
    {
        var writer = new ProtoWriter(128).Bytes(1, Peer.Bytes).Number(2, Sequence);
        foreach (var address in Addresses)
            writer.Message(3, new ProtoWriter().Bytes(1, address.Bytes));
        return writer.ToArray();
    }

    public SignedEnvelope Seal(IdentityKey key) => SignedEnvelope.Seal(key, Domain, PayloadType.ToArray(), Encode());

    /// <summary>Null when malformed; addresses that cannot be read are left out.</summary>
    public static PeerRecord? Decode(ReadOnlySpan<byte> encoded)
    {
        PeerId? peer = null;
        ulong sequence = 0;
        var addresses = new List<Multiaddr>();
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsBytes(1) && !PeerId.TryDecode(reader.Bytes, out peer))
                return null;
            if (reader.IsNumber(2))
                sequence = reader.Number;
            else if (reader.IsBytes(3))
            {
                var inner = new ProtoReader(reader.Bytes);
                while (inner.Next())
                {
                    if (inner.IsBytes(1) && Multiaddr.TryDecode(inner.Bytes, out var address))
                        addresses.Add(address!);
                }

                if (inner.Malformed)
                    return null;
            }
        }

        return reader.Malformed || peer is null ? null : new PeerRecord(peer, sequence, addresses);
    }

    /// <summary>Opens an envelope with a record of its signer; null when anything about it is wrong.</summary>
    public static PeerRecord? Open(ReadOnlySpan<byte> envelope)
    {
        if (SignedEnvelope.Open(envelope, Domain) is not { } opened || !opened.PayloadType.AsSpan().SequenceEqual(PayloadType))
            return null;
        return Decode(opened.Payload) is { } record && record.Peer.Matches(opened.Key) ? record : null;
    }
}
