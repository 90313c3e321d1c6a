using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>A ballot; hashed and requested in its 32-byte form (spec 01 §2.3).</summary>
public readonly record struct BallotId(Bytes20 Value) : IFixedBytes<BallotId>
{
    public static int Size => Bytes20.Length;

    public static BallotId FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes20(bytes));

    public static ReadOnlySpan<byte> Span(in BallotId value) => MemoryMarshal.AsBytes(new ReadOnlySpan<BallotId>(in value));

    public int CompareTo(BallotId other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this)[..5]);
}
