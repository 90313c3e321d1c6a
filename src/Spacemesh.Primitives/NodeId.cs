using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>A smesher: its Ed25519 public key (spec 01 §2.4).</summary>
public readonly record struct NodeId(Bytes32 Value) : IFixedBytes<NodeId>
{
    public static int Size => Bytes32.Length;

    public static NodeId FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes32(bytes));

    public static ReadOnlySpan<byte> Span(in NodeId value) => MemoryMarshal.AsBytes(new ReadOnlySpan<NodeId>(in value));

    public int CompareTo(NodeId other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
