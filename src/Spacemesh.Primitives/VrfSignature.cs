using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>An ECVRF proof; every number is read from its bytes (spec 01 §4).</summary>
public readonly record struct VrfSignature(Bytes80 Value) : IFixedBytes<VrfSignature>
{
    public static int Size => Bytes80.Length;

    public static VrfSignature FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes80(bytes));

    public static ReadOnlySpan<byte> Span(in VrfSignature value) => MemoryMarshal.AsBytes(new ReadOnlySpan<VrfSignature>(in value));

    public int CompareTo(VrfSignature other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
