using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>A network: the prefix of everything signed in it (spec 01 §5.4).</summary>
public readonly record struct GenesisId(Bytes20 Value) : IFixedBytes<GenesisId>
{
    public static int Size => Bytes20.Length;

    public static GenesisId FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes20(bytes));

    public static ReadOnlySpan<byte> Span(in GenesisId value) => MemoryMarshal.AsBytes(new ReadOnlySpan<GenesisId>(in value));

    public int CompareTo(GenesisId other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
