using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>As in hare3, with the short ids of the proposals in a preround message (spec 01 §7.9).</summary>
public readonly record struct Hare4Value(
    ScaleList<ProposalId> Proposals,
    Hash32? Reference,
    ScaleList<CompactProposalId> CompactProposals) : IScaleType<Hare4Value>
{
    public const int MaxProposals = 2350;

    public const int MaxCompactProposals = 2350;

    public static int MinSize => 3;

    public static Hare4Value Read(ref ScaleReader reader) => new(
        reader.FixedList<ProposalId>(MaxProposals, "Proposals"),
        reader.OptionalFixed<Hash32>("Reference"),
        reader.FixedList<CompactProposalId>(MaxCompactProposals, "CompactProposals"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedList(Proposals, MaxProposals);
        writer.OptionalFixed(Reference);
        writer.FixedList(CompactProposals, MaxCompactProposals);
    }
}
