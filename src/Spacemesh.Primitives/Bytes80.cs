using System.Runtime.CompilerServices;

namespace Spacemesh.Primitives;

/// <summary>80 bytes in place: the storage of ids, hashes and signatures. Compares bytewise, unsigned.</summary>
[InlineArray(Length)]
public struct Bytes80 : IEquatable<Bytes80>, IComparable<Bytes80>
{
    public const int Length = 80;

    private byte _first;

    public Bytes80(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"{bytes.Length} bytes given, {Length} needed", nameof(bytes));
        bytes.CopyTo(this);
    }

    public static bool operator ==(Bytes80 left, Bytes80 right) => left.Equals(right);

    public static bool operator !=(Bytes80 left, Bytes80 right) => !left.Equals(right);

    public readonly bool Equals(Bytes80 other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is Bytes80 other && Equals(other);

    public readonly int CompareTo(Bytes80 other) => ((ReadOnlySpan<byte>)this).SequenceCompareTo(other);

    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(this);
        return hash.ToHashCode();
    }
}
