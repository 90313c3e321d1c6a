using System.Runtime.CompilerServices;

namespace Spacemesh.Primitives;

/// <summary>64 bytes in place: the storage of ids, hashes and signatures. Compares bytewise, unsigned.</summary>
[InlineArray(Length)]
public struct Bytes64 : IEquatable<Bytes64>, IComparable<Bytes64>
{
    public const int Length = 64;

    private byte _first;

    public Bytes64(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"{bytes.Length} bytes given, {Length} needed", nameof(bytes));
        bytes.CopyTo(this);
    }

    public static bool operator ==(Bytes64 left, Bytes64 right) => left.Equals(right);

    public static bool operator !=(Bytes64 left, Bytes64 right) => !left.Equals(right);

    public readonly bool Equals(Bytes64 other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is Bytes64 other && Equals(other);

    public readonly int CompareTo(Bytes64 other) => ((ReadOnlySpan<byte>)this).SequenceCompareTo(other);

    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(this);
        return hash.ToHashCode();
    }
}
