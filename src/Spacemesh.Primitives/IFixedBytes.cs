namespace Spacemesh.Primitives;

/// <summary>An id, hash or signature: a value of exactly <see cref="Size"/> bytes that orders bytewise.</summary>
public interface IFixedBytes<TSelf> : IEquatable<TSelf>, IComparable<TSelf>
    where TSelf : struct, IFixedBytes<TSelf>
{
    /// <summary>Width in bytes.</summary>
    static abstract int Size { get; }

    /// <summary>Reads a value; <paramref name="bytes"/> has exactly <see cref="Size"/> bytes, else <see cref="ArgumentException"/>.</summary>
    static abstract TSelf FromBytes(ReadOnlySpan<byte> bytes);

    /// <summary>The bytes of <paramref name="value"/>, without copying; valid as long as the variable lives.</summary>
    static abstract ReadOnlySpan<byte> Span(in TSelf value);
}
