namespace Spacemesh.Libp2p.Gossip;

/// <summary>A message's id: any bytes, never text.</summary>
public readonly struct MessageId(ReadOnlyMemory<byte> bytes) : IEquatable<MessageId>
{
    private readonly ReadOnlyMemory<byte> _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    public bool Equals(MessageId other) => _bytes.Span.SequenceEqual(other._bytes.Span);

    public override bool Equals(object? obj) => obj is MessageId other && Equals(other);

    public override int GetHashCode()
    {
        // Seeded by the process: peers choose ids, and must not be able to choose collisions.
        var hash = default(HashCode);
        hash.AddBytes(_bytes.Span);
        return hash.ToHashCode();
    }

    public static bool operator ==(MessageId left, MessageId right) => left.Equals(right);

    public static bool operator !=(MessageId left, MessageId right) => !left.Equals(right);

    public override string ToString() => Convert.ToHexStringLower(_bytes.Span);

    /// <summary>The same id in an array of its own, which keeps no larger message alive.</summary>
    internal MessageId Copy() => new(_bytes.ToArray());
}
