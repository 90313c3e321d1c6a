using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>A peer’s view of a layer (spec 08 §6.6).</summary>
public readonly record struct LayerOpinion(Hash32 PrevAggHash, BlockId? Certified) : IScaleType<LayerOpinion>
{
    public static int MinSize => 33;

    public static LayerOpinion Read(ref ScaleReader reader) => new(
        reader.FixedBytes<Hash32>("PrevAggHash"),
        reader.OptionalFixed<BlockId>("Certified"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(PrevAggHash);
        writer.OptionalFixed(Certified);
    }
}
