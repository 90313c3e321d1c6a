using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>The signed bytes of a hare message; the round is absolute (spec 01 §7.9).</summary>
public readonly record struct HareMetadata(LayerId Layer, uint Round, Hash32 MsgHash) : IScaleType<HareMetadata>
{
    public static int MinSize => 34;

    public static HareMetadata Read(ref ScaleReader reader) => new(
        reader.Layer("Layer"),
        reader.C32("Round"),
        reader.FixedBytes<Hash32>("MsgHash"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(Layer);
        writer.C32(Round);
        writer.FixedBytes(MsgHash);
    }

    /// <summary>Same layer and round, different content: two such messages of one signer prove malfeasance.</summary>
    public bool Equivocates(HareMetadata other) => Layer == other.Layer && Round == other.Round && MsgHash != other.MsgHash;
}
