using System.Runtime.CompilerServices;

namespace Spacemesh.Primitives;

/// <summary>24 bytes in place: the storage of ids, hashes and signatures. Compares bytewise, unsigned.</summary>
[InlineArray(Length)]
public struct Bytes24 : IEquatable<Bytes24>, IComparable<Bytes24>
{
    public const int Length = 24;

    private byte _first;

    public Bytes24(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"{bytes.Length} bytes given, {Length} needed", nameof(bytes));
        bytes.CopyTo(this);
    }

    public static bool operator ==(Bytes24 left, Bytes24 right) => left.Equals(right);

    public static bool operator !=(Bytes24 left, Bytes24 right) => !left.Equals(right);

    public readonly bool Equals(Bytes24 other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is Bytes24 other && Equals(other);

    public readonly int CompareTo(Bytes24 other) => ((ReadOnlySpan<byte>)this).SequenceCompareTo(other);

    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(this);
        return hash.ToHashCode();
    }
}
