using System.Runtime.CompilerServices;

namespace Spacemesh.Primitives;

/// <summary>4 bytes in place: the storage of ids, hashes and signatures. Compares bytewise, unsigned.</summary>
[InlineArray(Length)]
public struct Bytes4 : IEquatable<Bytes4>, IComparable<Bytes4>
{
    public const int Length = 4;

    private byte _first;

    public Bytes4(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"{bytes.Length} bytes given, {Length} needed", nameof(bytes));
        bytes.CopyTo(this);
    }

    public static bool operator ==(Bytes4 left, Bytes4 right) => left.Equals(right);

    public static bool operator !=(Bytes4 left, Bytes4 right) => !left.Equals(right);

    public readonly bool Equals(Bytes4 other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is Bytes4 other && Equals(other);

    public readonly int CompareTo(Bytes4 other) => ((ReadOnlySpan<byte>)this).SequenceCompareTo(other);

    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(this);
        return hash.ToHashCode();
    }
}
