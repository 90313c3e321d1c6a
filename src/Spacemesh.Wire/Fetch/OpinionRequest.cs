using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>Asks for a peer’s view of a layer, or for the certificate of a block (spec 08 §6.6).</summary>
public readonly record struct OpinionRequest(LayerId Layer, BlockId? Block) : IScaleType<OpinionRequest>
{
    public static int MinSize => 2;

    public static OpinionRequest Read(ref ScaleReader reader) => new(reader.Layer("Layer"), reader.OptionalFixed<BlockId>("Block"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(Layer);
        writer.OptionalFixed(Block);
    }
}
