using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>A PoET proof: the hash of its encoding (spec 01 §2.4).</summary>
public readonly record struct PoetProofRef(Bytes32 Value) : IFixedBytes<PoetProofRef>
{
    public static int Size => Bytes32.Length;

    public static PoetProofRef FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes32(bytes));

    public static ReadOnlySpan<byte> Span(in PoetProofRef value) => MemoryMarshal.AsBytes(new ReadOnlySpan<PoetProofRef>(in value));

    public int CompareTo(PoetProofRef other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
