using System.Runtime.CompilerServices;

namespace Spacemesh.Primitives;

/// <summary>20 bytes in place: the storage of ids, hashes and signatures. Compares bytewise, unsigned.</summary>
[InlineArray(Length)]
public struct Bytes20 : IEquatable<Bytes20>, IComparable<Bytes20>
{
    public const int Length = 20;

    private byte _first;

    public Bytes20(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"{bytes.Length} bytes given, {Length} needed", nameof(bytes));
        bytes.CopyTo(this);
    }

    public static bool operator ==(Bytes20 left, Bytes20 right) => left.Equals(right);

    public static bool operator !=(Bytes20 left, Bytes20 right) => !left.Equals(right);

    public readonly bool Equals(Bytes20 other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is Bytes20 other && Equals(other);

    public readonly int CompareTo(Bytes20 other) => ((ReadOnlySpan<byte>)this).SequenceCompareTo(other);

    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(this);
        return hash.ToHashCode();
    }
}
