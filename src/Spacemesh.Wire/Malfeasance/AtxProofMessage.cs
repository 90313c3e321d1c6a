using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>One of two ATXs for the same epoch (spec 01 §7.11).</summary>
public readonly record struct AtxProofMessage(AtxMetadata InnerMsg, NodeId SmesherId, EdSignature Signature) : IScaleType<AtxProofMessage>
{
    public static int MinSize => 129;

    public static AtxProofMessage Read(ref ScaleReader reader) => new(
        reader.Struct<AtxMetadata>("InnerMsg"),
        reader.FixedBytes<NodeId>("SmesherID"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(InnerMsg);
        writer.FixedBytes(SmesherId);
        writer.FixedBytes(Signature);
    }
}
