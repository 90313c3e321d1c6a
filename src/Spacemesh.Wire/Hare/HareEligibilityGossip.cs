using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>Deprecated message of an eligibility alone (spec 01 §7.9).</summary>
public readonly record struct HareEligibilityGossip(
    LayerId Layer,
    uint Round,
    NodeId NodeId,
    HareEligibility Eligibility) : IScaleType<HareEligibilityGossip>
{
    public static int MinSize => 115;

    public static HareEligibilityGossip Read(ref ScaleReader reader) => new(
        reader.Layer("Layer"),
        reader.C32("Round"),
        reader.FixedBytes<NodeId>("NodeID"),
        reader.Struct<HareEligibility>("Eligibility"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(Layer);
        writer.C32(Round);
        writer.FixedBytes(NodeId);
        writer.Struct(Eligibility);
    }
}
