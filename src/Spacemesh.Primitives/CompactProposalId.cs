using System.Runtime.InteropServices;

namespace Spacemesh.Primitives;

/// <summary>The first bytes of a proposal’s first eligibility proof (spec 01 §7.9).</summary>
public readonly record struct CompactProposalId(Bytes4 Value) : IFixedBytes<CompactProposalId>
{
    public static int Size => Bytes4.Length;

    public static CompactProposalId FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes4(bytes));

    public static ReadOnlySpan<byte> Span(in CompactProposalId value) => MemoryMarshal.AsBytes(new ReadOnlySpan<CompactProposalId>(in value));

    public int CompareTo(CompactProposalId other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
