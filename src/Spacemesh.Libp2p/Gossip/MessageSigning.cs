using System.Buffers.Binary;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>Authors' signatures of messages, for networks with StrictSign.</summary>
internal static class MessageSigning
{
    private static readonly byte[] Prefix = "libp2p-pubsub:"u8.ToArray();

    public static void Sign(GossipMessage message, IdentityKey identity, ulong sequence)
    {
        byte[] number = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(number, sequence);
        message.From = identity.Id.Memory;
        message.Sequence = number;
        message.Signature = identity.Sign(SignedBytes(message));
    }

    public static bool Verify(GossipMessage message)
    {
        if (message.From is not { } from || message.Signature is not { } signature || !PeerId.TryDecode(from.Span, out var author))
            return false;
        var key = author!.ContainedKey();
        if (key is null && (message.Key is not { } encoded || !PublicKey.TryDecode(encoded.Span, out key) || !author.Matches(key!)))
            return false;
        return key!.Verify(SignedBytes(message), signature.Span);
    }

    private static byte[] SignedBytes(GossipMessage message)
    {
        var bare = new GossipMessage(message.Topic, message.Data, message.Source) { From = message.From, Sequence = message.Sequence };
        return [.. Prefix, .. RpcCodec.Encode(bare).Written];
    }
}
