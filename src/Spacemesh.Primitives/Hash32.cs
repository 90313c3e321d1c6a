using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>A 32-byte hash (spec 01 §2.2).</summary>
public readonly record struct Hash32(Bytes32 Value) : IFixedBytes<Hash32>
{
    public static int Size => Bytes32.Length;

    public static Hash32 FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes32(bytes));

    public static ReadOnlySpan<byte> Span(in Hash32 value) => MemoryMarshal.AsBytes(new ReadOnlySpan<Hash32>(in value));

    public int CompareTo(Hash32 other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
