using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>The body of a hare4 message, in its signed or its wire form (spec 01 §7.9).</summary>
public sealed record Hare4Body(LayerId Layer, IterRound IterRound, Hare4Value Value, HareEligibility Eligibility) : IScaleType<Hare4Body>
{
    public static int MinSize => 87;

    public static Hare4Body Read(ref ScaleReader reader) => new(
        reader.Layer("Layer"),
        reader.Struct<IterRound>("IterRound"),
        reader.Struct<Hare4Value>("Value"),
        reader.Struct<HareEligibility>("Eligibility"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(Layer);
        writer.Struct(IterRound);
        writer.Struct(Value);
        writer.Struct(Eligibility);
    }

    /// <summary>H of the encoding (spec 01 §2.4).</summary>
    public Hash32 ComputeHash() => WireHash.Of(this);

    /// <summary>What the sender signs in the HARE domain (spec 01 §3.3).</summary>
    public HareMetadata ToMetadata() => new(Layer, IterRound.Absolute, ComputeHash());

    /// <summary>The preround body as sent: short ids instead of the proposals, in the same order (spec 01 §7.9).</summary>
    public Hare4Body ToCompact(ScaleList<CompactProposalId> compact) =>
        this with { Value = Value with { Proposals = default, CompactProposals = compact } };

    /// <summary>The preround body as signed: the proposals instead of their short ids (spec 01 §7.9).</summary>
    public Hare4Body ToFull(ScaleList<ProposalId> proposals) =>
        this with { Value = Value with { Proposals = proposals, CompactProposals = default } };
}
