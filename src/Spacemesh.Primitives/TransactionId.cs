using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>A transaction: the hash of its raw bytes (spec 01 §2.4).</summary>
public readonly record struct TransactionId(Bytes32 Value) : IFixedBytes<TransactionId>
{
    public static int Size => Bytes32.Length;

    public static TransactionId FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes32(bytes));

    public static ReadOnlySpan<byte> Span(in TransactionId value) => MemoryMarshal.AsBytes(new ReadOnlySpan<TransactionId>(in value));

    public int CompareTo(TransactionId other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
