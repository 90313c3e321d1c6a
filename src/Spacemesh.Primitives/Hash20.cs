using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>A 20-byte hash, kept as the first bytes of a 32-byte one (spec 01 §2.2).</summary>
public readonly record struct Hash20(Bytes20 Value) : IFixedBytes<Hash20>
{
    public static int Size => Bytes20.Length;

    public static Hash20 FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes20(bytes));

    public static ReadOnlySpan<byte> Span(in Hash20 value) => MemoryMarshal.AsBytes(new ReadOnlySpan<Hash20>(in value));

    public int CompareTo(Hash20 other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
