using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Blocks;

/// <summary>The share of an ATX’s coinbase in a block’s reward (spec 01 §7.7).</summary>
public readonly record struct AnyReward(AtxId AtxId, RatNum Weight) : IScaleType<AnyReward>
{
    public static int MinSize => 34;

    public static AnyReward Read(ref ScaleReader reader) => new(reader.FixedBytes<AtxId>("AtxID"), reader.Struct<RatNum>("Weight"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(AtxId);
        writer.Struct(Weight);
    }
}
