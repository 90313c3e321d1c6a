using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>The signed part of a hare3 message (spec 01 §7.9).</summary>
public sealed record Hare3Body(LayerId Layer, IterRound IterRound, Hare3Value Value, HareEligibility Eligibility) : IScaleType<Hare3Body>
{
    public static int MinSize => 86;

    public static Hare3Body Read(ref ScaleReader reader) => new(
        reader.Layer("Layer"),
        reader.Struct<IterRound>("IterRound"),
        reader.Struct<Hare3Value>("Value"),
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
}
