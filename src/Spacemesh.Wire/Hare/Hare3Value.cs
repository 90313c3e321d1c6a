using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>A set of proposals, or the hash of one (spec 01 §7.9).</summary>
public readonly record struct Hare3Value(ScaleList<ProposalId> Proposals, Hash32? Reference) : IScaleType<Hare3Value>
{
    public const int MaxProposals = 2350;

    public static int MinSize => 2;

    public static Hare3Value Read(ref ScaleReader reader) => new(
        reader.FixedList<ProposalId>(MaxProposals, "Proposals"),
        reader.OptionalFixed<Hash32>("Reference"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedList(Proposals, MaxProposals);
        writer.OptionalFixed(Reference);
    }
}
