using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>One of two hare messages for the same round (spec 01 §7.11).</summary>
public readonly record struct HareProofMessage(HareMetadata InnerMsg, NodeId SmesherId, EdSignature Signature) : IScaleType<HareProofMessage>
{
    public static int MinSize => 130;

    public static HareProofMessage Read(ref ScaleReader reader) => new(
        reader.Struct<HareMetadata>("InnerMsg"),
        reader.FixedBytes<NodeId>("SmesherID"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(InnerMsg);
        writer.FixedBytes(SmesherId);
        writer.FixedBytes(Signature);
    }
}
