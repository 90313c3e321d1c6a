using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Relay;

/// <summary>A relay's signed word that a peer has a place until a time.</summary>
public sealed record RelayVoucher(PeerId Relay, PeerId Peer, ulong ExpiresUnixSeconds)
{
    public const string Domain = "libp2p-relay-rsvp";

    public static ReadOnlySpan<byte> PayloadType => [0x03, 0x02];

    public byte[] Seal(IdentityKey relay) => SignedEnvelope.Seal(
        relay,
        Domain,
        PayloadType.ToArray(),
        new ProtoWriter(96).Bytes(1, Relay.Bytes).Bytes(2, Peer.Bytes).Number(3, ExpiresUnixSeconds).ToArray()).Encode();

    /// <summary>Null when malformed, wrongly signed, or not of its relay.</summary>
    public static RelayVoucher? Open(ReadOnlySpan<byte> envelope)
    {
        if (SignedEnvelope.Open(envelope, Domain) is not { } opened || !opened.PayloadType.AsSpan().SequenceEqual(PayloadType))
            return null;
        PeerId? relay = null;
        PeerId? peer = null;
        ulong expires = 0;
        var reader = new ProtoReader(opened.Payload);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                PeerId.TryDecode(reader.Bytes, out relay);
            else if (reader.IsBytes(2))
                PeerId.TryDecode(reader.Bytes, out peer);
            else if (reader.IsNumber(3))
                expires = reader.Number;
        }

        return reader.Malformed || relay is null || peer is null || !relay.Matches(opened.Key) ? null : new RelayVoucher(relay, peer, expires);
    }
}
