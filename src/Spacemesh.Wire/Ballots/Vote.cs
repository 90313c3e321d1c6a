using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Ballots;

/// <summary>A block as votes name it, with its layer and height (spec 01 §7.6).</summary>
public readonly record struct Vote(BlockId Id, LayerId LayerId, ulong Height) : IScaleType<Vote>
{
    public static int MinSize => 22;

    public static Vote Read(ref ScaleReader reader) => new(reader.FixedBytes<BlockId>("ID"), reader.Layer("LayerID"), reader.C64("Height"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Id);
        writer.Layer(LayerId);
        writer.C64(Height);
    }
}
