namespace Spacemesh.Codec;

/// <summary>An immutable byte string that compares by content; the default value is the empty string.</summary>
public readonly struct ScaleBytes : IEquatable<ScaleBytes>
{
    /// <summary>A string over <paramref name="bytes"/> itself, which the caller does not change any more.</summary>
    public ScaleBytes(ReadOnlyMemory<byte> bytes) => Memory = bytes;

    public static ScaleBytes Empty => default;

    public ReadOnlyMemory<byte> Memory { get; }

    public ReadOnlySpan<byte> Span => Memory.Span;

    public int Length => Memory.Length;

    public bool IsEmpty => Memory.IsEmpty;

    public static implicit operator ScaleBytes(byte[] bytes) => new(bytes);

    public static implicit operator ReadOnlySpan<byte>(ScaleBytes bytes) => bytes.Memory.Span;

    public static bool operator ==(ScaleBytes left, ScaleBytes right) => left.Equals(right);

    public static bool operator !=(ScaleBytes left, ScaleBytes right) => !left.Equals(right);

    /// <summary>A string of copies of <paramref name="bytes"/>.</summary>
    public static ScaleBytes Copy(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? default : new(bytes.ToArray());

    public byte[] ToArray() => Memory.ToArray();

    public bool Equals(ScaleBytes other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is ScaleBytes other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Convert.ToHexStringLower(Span);
}
