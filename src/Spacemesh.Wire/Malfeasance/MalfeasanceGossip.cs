using Spacemesh.Codec;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>A proof as gossiped; the deprecated eligibility must be absent (spec 01 §7.11).</summary>
public sealed record MalfeasanceGossip(MalfeasanceProof MalfeasanceProof, HareEligibilityGossip? Eligibility) : IScaleType<MalfeasanceGossip>
{
    public static int MinSize => 3;

    public static MalfeasanceGossip Read(ref ScaleReader reader) => new(
        reader.Struct<MalfeasanceProof>("MalfeasanceProof"),
        reader.OptionalValue<HareEligibilityGossip>("Eligibility"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(MalfeasanceProof);
        writer.OptionalValue(Eligibility);
    }
}
