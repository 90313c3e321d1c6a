using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>An activation; printed as its first five bytes (spec 01 §2.4).</summary>
public readonly record struct AtxId(Bytes32 Value) : IFixedBytes<AtxId>
{
    public static int Size => Bytes32.Length;

    public static AtxId FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes32(bytes));

    public static ReadOnlySpan<byte> Span(in AtxId value) => MemoryMarshal.AsBytes(new ReadOnlySpan<AtxId>(in value));

    public int CompareTo(AtxId other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this)[..5]);
}
