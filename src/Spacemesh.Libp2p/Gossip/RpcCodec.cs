using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>The protobuf form of RPCs (spec 08 §2.10). Decoded messages are slices of the frame.</summary>
internal static class RpcCodec
{
    /// <summary>Entries of one RPC that are read; a frame with more is malformed.</summary>
    private const int MaximumEntries = 1 << 16;

    public static ProtoWriter Encode(GossipRpc rpc)
    {
        var writer = new ProtoWriter(128);
        foreach (var (subscribe, topic) in rpc.Subscriptions)
            writer.Message(1, new ProtoWriter().Flag(1, subscribe).Text(2, topic));
        foreach (var message in rpc.Messages)
            writer.Message(2, Encode(message));
        if (rpc.Control is { IsEmpty: false } control)
            writer.Message(3, Encode(control));
        return writer;
    }

    public static ProtoWriter Encode(GossipMessage message)
    {
        var writer = new ProtoWriter(message.Data.Length + message.Topic.Length + 16);
        if (message.From is { } from)
            writer.Bytes(1, from.Span);
        if (!message.Data.IsEmpty)
            writer.Bytes(2, message.Data.Span);
        if (message.Sequence is { } sequence)
            writer.Bytes(3, sequence.Span);
        writer.Text(4, message.Topic);
        if (message.Signature is { } signature)
            writer.Bytes(5, signature.Span);
        if (message.Key is { } key)
            writer.Bytes(6, key.Span);
        return writer;
    }

    /// <summary>The frame of an RPC with one message.</summary>
    public static byte[] Frame(GossipMessage message) =>
        message.Frame ??= new ProtoWriter(message.Data.Length + message.Topic.Length + 32).Message(2, Encode(message)).ToFrame();

    /// <summary>Null when malformed.</summary>
    public static GossipRpc? Decode(ReadOnlyMemory<byte> frame, PeerId source)
    {
        var rpc = new GossipRpc();
        var reader = new ProtoReader(frame.Span);
        int entries = 0;
        while (reader.Next())
        {
            if (++entries > MaximumEntries)
                return null;
            if (reader.IsBytes(1))
            {
                if (!TryDecodeSubscription(reader.Bytes, out var subscription))
                    return null;
                rpc.Subscriptions.Add(subscription);
            }
            else if (reader.IsBytes(2))
            {
                if (DecodeMessage(Slice(frame, reader.Bytes), source) is not { } message)
                    return null;
                rpc.Messages.Add(message);
            }
            else if (reader.IsBytes(3) && !TryDecodeControl(Slice(frame, reader.Bytes), rpc.NeedControl(), ref entries))
            {
                return null;
            }
        }

        return reader.Malformed ? null : rpc;
    }

    private static ProtoWriter Encode(GossipControl control)
    {
        var writer = new ProtoWriter(128);
        foreach (var (topic, ids) in control.IHave)
            writer.Message(1, Ids(new ProtoWriter(16 + (ids.Count * 34)).Text(1, topic), 2, ids));
        if (control.IWant.Count > 0)
            writer.Message(2, Ids(new ProtoWriter(16 + (control.IWant.Count * 34)), 1, control.IWant));
        foreach (string topic in control.Graft)
            writer.Message(3, new ProtoWriter().Text(1, topic));
        foreach (var prune in control.Prune)
            writer.Message(4, Encode(prune));
        if (control.IDontWant.Count > 0)
            writer.Message(5, Ids(new ProtoWriter(16 + (control.IDontWant.Count * 34)), 1, control.IDontWant));
        return writer;
    }

    private static ProtoWriter Ids(ProtoWriter writer, int field, List<MessageId> ids)
    {
        foreach (var id in ids)
            writer.Bytes(field, id.Bytes);
        return writer;
    }

    private static ProtoWriter Encode(PruneNotice prune)
    {
        var writer = new ProtoWriter().Text(1, prune.Topic);
        foreach (var peer in prune.Peers)
        {
            var inner = new ProtoWriter().Bytes(1, peer.Id);
            if (peer.SignedRecord is not null)
                inner.Bytes(2, peer.SignedRecord);
            writer.Message(2, inner);
        }

        if (prune.Backoff is { } backoff)
            writer.Number(3, backoff);
        return writer;
    }

    /// <summary>The memory behind a span of the frame.</summary>
    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> frame, ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
            return default;
        frame.Span.Overlaps(part, out int offset);
        return frame.Slice(offset, part.Length);
    }

    private static string Topic(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private static bool TryDecodeSubscription(ReadOnlySpan<byte> bytes, out (bool Subscribe, string Topic) subscription)
    {
        subscription = (false, "");
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.IsNumber(1))
                subscription.Subscribe = reader.Flag;
            else if (reader.IsBytes(2))
                subscription.Topic = Topic(reader.Bytes);
        }

        return !reader.Malformed;
    }

    private static GossipMessage? DecodeMessage(ReadOnlyMemory<byte> bytes, PeerId source)
    {
        ReadOnlyMemory<byte> data = default;
        string topic = "";
        ReadOnlyMemory<byte>? from = null, sequence = null, signature = null, key = null;
        var reader = new ProtoReader(bytes.Span);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                from = Slice(bytes, reader.Bytes);
            else if (reader.IsBytes(2))
                data = Slice(bytes, reader.Bytes);
            else if (reader.IsBytes(3))
                sequence = Slice(bytes, reader.Bytes);
            else if (reader.IsBytes(4))
                topic = Topic(reader.Bytes);
            else if (reader.IsBytes(5))
                signature = Slice(bytes, reader.Bytes);
            else if (reader.IsBytes(6))
                key = Slice(bytes, reader.Bytes);
        }

        return reader.Malformed ? null : new GossipMessage(topic, data, source) { From = from, Sequence = sequence, Signature = signature, Key = key };
    }

    private static bool TryDecodeControl(ReadOnlyMemory<byte> bytes, GossipControl control, ref int entries)
    {
        var reader = new ProtoReader(bytes.Span);
        while (reader.Next())
        {
            if (++entries > MaximumEntries)
                return false;
            bool valid = true;
            if (reader.IsBytes(1))
                valid = TryDecodeIHave(Slice(bytes, reader.Bytes), control);
            else if (reader.IsBytes(2))
                valid = TryDecodeIds(Slice(bytes, reader.Bytes), control.IWant);
            else if (reader.IsBytes(3))
                valid = TryDecodeGraft(reader.Bytes, control);
            else if (reader.IsBytes(4))
                valid = TryDecodePrune(reader.Bytes, control);
            else if (reader.IsBytes(5))
                valid = TryDecodeIds(Slice(bytes, reader.Bytes), control.IDontWant);
            if (!valid)
                return false;
        }

        return !reader.Malformed;
    }

    private static bool TryDecodeIHave(ReadOnlyMemory<byte> bytes, GossipControl control)
    {
        string topic = "";
        var ids = new List<MessageId>();
        var reader = new ProtoReader(bytes.Span);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                topic = Topic(reader.Bytes);
            else if (reader.IsBytes(2))
                ids.Add(new MessageId(Slice(bytes, reader.Bytes)));
        }

        control.IHave.Add((topic, ids));
        return !reader.Malformed;
    }

    private static bool TryDecodeIds(ReadOnlyMemory<byte> bytes, List<MessageId> ids)
    {
        var reader = new ProtoReader(bytes.Span);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                ids.Add(new MessageId(Slice(bytes, reader.Bytes)));
        }

        return !reader.Malformed;
    }

    private static bool TryDecodeGraft(ReadOnlySpan<byte> bytes, GossipControl control)
    {
        string topic = "";
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                topic = Topic(reader.Bytes);
        }

        control.Graft.Add(topic);
        return !reader.Malformed;
    }

    private static bool TryDecodePrune(ReadOnlySpan<byte> bytes, GossipControl control)
    {
        string topic = "";
        ulong? backoff = null;
        var peers = new List<ExchangedPeer>();
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
            {
                topic = Topic(reader.Bytes);
            }
            else if (reader.IsBytes(2))
            {
                byte[] id = [];
                byte[]? record = null;
                var inner = new ProtoReader(reader.Bytes);
                while (inner.Next())
                {
                    if (inner.IsBytes(1))
                        id = inner.Bytes.ToArray();
                    else if (inner.IsBytes(2))
                        record = inner.Bytes.ToArray();
                }

                if (inner.Malformed)
                    return false;
                peers.Add(new ExchangedPeer(id, record));
            }
            else if (reader.IsNumber(3))
            {
                backoff = reader.Number;
            }
        }

        control.Prune.Add(new PruneNotice(topic, backoff, peers));
        return !reader.Malformed;
    }
}
