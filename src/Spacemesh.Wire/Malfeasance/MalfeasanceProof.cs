using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>Proof of an identity's malfeasance, as stored and synced; the layer is informative (spec 01 §7.11).</summary>
public sealed record MalfeasanceProof(LayerId Layer, MalfeasanceProofData Data) : IScaleType<MalfeasanceProof>
{
    public static int MinSize => 2;

    public static MalfeasanceProof Read(ref ScaleReader reader)
    {
        var layer = reader.Layer("Layer");
        int offset = reader.Consumed;
        var type = (MalfeasanceProofType)reader.U8("Proof.Type");
        var data = reader.Failed ? null : MalfeasanceProofData.Read(ref reader, type);
        if (data is null)
            reader.Fail(DecodeErrorKind.UnknownType, "Proof.Type", offset);
        return new(layer, data!);
    }

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(Layer);
        writer.U8((byte)Data.Type);
        Data.Write(ref writer);
    }
}
