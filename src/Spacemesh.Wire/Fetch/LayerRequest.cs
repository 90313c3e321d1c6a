using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>Asks for the ballots of a layer (spec 08 §6.2).</summary>
public readonly record struct LayerRequest(LayerId Layer) : IScaleType<LayerRequest>
{
    public static int MinSize => 1;

    public static LayerRequest Read(ref ScaleReader reader) => new(reader.Layer("Layer"));

    public void Write(ref ScaleWriter writer) => writer.Layer(Layer);
}
