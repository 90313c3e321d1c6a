using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire;

/// <summary>Layers and epochs on the wire: compact 32-bit integers (spec 01 §7.0).</summary>
public static class TimeFields
{
    public static LayerId Layer(this ref ScaleReader reader, string field) => new(reader.C32(field));

    public static EpochId Epoch(this ref ScaleReader reader, string field) => new(reader.C32(field));

    /// <summary>A list of at most <paramref name="max"/> layers.</summary>
    public static ScaleList<LayerId> Layers(this ref ScaleReader reader, int max, string field)
    {
        int count = reader.Count(max, field);
        if (count == 0)
            return default;
        // A count beyond the input only finds out where the input ends.
        var layers = reader.Holds(count, 1) ? new LayerId[count] : null;
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            var layer = reader.Layer(field);
            layers?[i] = layer;
        }

        return reader.Failed || layers is null ? default : ScaleList.Own(layers);
    }

    public static void Layer(this ref ScaleWriter writer, LayerId layer) => writer.C32(layer.Value);

    public static void Epoch(this ref ScaleWriter writer, EpochId epoch) => writer.C32(epoch.Value);

    /// <exception cref="ScaleLimitException">More than <paramref name="max"/> layers.</exception>
    public static void Layers(this ref ScaleWriter writer, ScaleList<LayerId> layers, int max)
    {
        writer.Count(layers.Count, max, "layers");
        foreach (var layer in layers.Span)
            writer.Layer(layer);
    }
}
