using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>A proposal; hashed and requested in its 32-byte form (spec 01 §2.3).</summary>
public readonly record struct ProposalId(Bytes20 Value) : IFixedBytes<ProposalId>
{
    public static int Size => Bytes20.Length;

    public static ProposalId FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes20(bytes));

    public static ReadOnlySpan<byte> Span(in ProposalId value) => MemoryMarshal.AsBytes(new ReadOnlySpan<ProposalId>(in value));

    public int CompareTo(ProposalId other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this)[..5]);
}
