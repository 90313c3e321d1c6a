using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Blocks;

/// <summary>A signed certification; the signature stands before the signer (spec 01 §7.7).</summary>
public readonly record struct CertifyMessage(CertifyContent Content, EdSignature Signature, NodeId SmesherId) : IScaleType<CertifyMessage>
{
    public static int MinSize => 198;

    public static CertifyMessage Read(ref ScaleReader reader) => new(
        reader.Struct<CertifyContent>("CertifyContent"),
        reader.FixedBytes<EdSignature>("Signature"),
        reader.FixedBytes<NodeId>("SmesherID"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Content);
        writer.FixedBytes(Signature);
        writer.FixedBytes(SmesherId);
    }
}
