using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>An epoch’s random value (spec 01 §7.0).</summary>
public readonly record struct Beacon(Bytes4 Value) : IFixedBytes<Beacon>
{
    public static int Size => Bytes4.Length;

    public static Beacon FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes4(bytes));

    public static ReadOnlySpan<byte> Span(in Beacon value) => MemoryMarshal.AsBytes(new ReadOnlySpan<Beacon>(in value));

    public int CompareTo(Beacon other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
