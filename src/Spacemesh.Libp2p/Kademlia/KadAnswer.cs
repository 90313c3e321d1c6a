namespace Spacemesh.Libp2p.Kademlia;

/// <summary>What a request is answered with: a message, nothing, or a reset of the stream.</summary>
internal readonly record struct KadAnswer(byte[]? Response, bool IsReset)
{
    public static KadAnswer Reset { get; } = new(null, true);

    public static KadAnswer None { get; } = new(null, false);

    public static KadAnswer Of(KadMessage message) => new(message.Encode(), false);
}
