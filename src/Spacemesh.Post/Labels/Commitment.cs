using System.Runtime.InteropServices;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Labels;

/// <summary>What binds labels to an identity and an activation (spec 02 §2.1).</summary>
public readonly record struct Commitment(Bytes32 Value) : IFixedBytes<Commitment>
{
    public static int Size => Bytes32.Length;

    /// <summary>BLAKE3 of node id and commitment ATX id; the golden ATX id is allowed.</summary>
    public static Commitment Of(NodeId node, AtxId commitmentAtx) =>
        new(Blake3.HashConcat(NodeId.Span(in node), AtxId.Span(in commitmentAtx)).Value);

    public static Commitment FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes32(bytes));

    public static ReadOnlySpan<byte> Span(in Commitment value) => MemoryMarshal.AsBytes(new ReadOnlySpan<Commitment>(in value));

    public int CompareTo(Commitment other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
