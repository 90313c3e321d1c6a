using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>A block; hashed and requested in its 32-byte form (spec 01 §2.3).</summary>
public readonly record struct BlockId(Bytes20 Value) : IFixedBytes<BlockId>
{
    public static int Size => Bytes20.Length;

    public static BlockId FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes20(bytes));

    public static ReadOnlySpan<byte> Span(in BlockId value) => MemoryMarshal.AsBytes(new ReadOnlySpan<BlockId>(in value));

    public int CompareTo(BlockId other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this)[..5]);
}
