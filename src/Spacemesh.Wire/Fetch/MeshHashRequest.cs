using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>Asks for aggregated hashes of layers (spec 08 §6.5).</summary>
public readonly record struct MeshHashRequest(LayerId From, LayerId To, uint Step) : IScaleType<MeshHashRequest>
{
    public static int MinSize => 3;

    public static MeshHashRequest Read(ref ScaleReader reader) => new(reader.Layer("From"), reader.Layer("To"), reader.C32("Step"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(From);
        writer.Layer(To);
        writer.C32(Step);
    }
}
