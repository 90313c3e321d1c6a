using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>A message on a topic, as it came or was published.</summary>
public sealed class GossipMessage
{
    internal GossipMessage(string topic, ReadOnlyMemory<byte> data, PeerId source)
    {
        Topic = topic;
        Data = data;
        Source = source;
    }

    public string Topic { get; }

    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>The peer that sent it here, or the host itself.</summary>
    public PeerId Source { get; internal set; }

    public MessageId Id { get; internal set; }

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; internal set; }

    /// <summary>The author's peer id as on the wire; null when absent.</summary>
    public ReadOnlyMemory<byte>? From { get; internal set; }

    /// <summary>Null when absent.</summary>
    public ReadOnlyMemory<byte>? Sequence { get; internal set; }

    internal ReadOnlyMemory<byte>? Signature { get; set; }

    internal ReadOnlyMemory<byte>? Key { get; set; }

    /// <summary>The RPC that carries only this message, with its length: the same bytes for every peer.</summary>
    internal byte[]? Frame { get; set; }
}
