using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>An identity’s signature that it joins the publisher; a zero reference is the publisher itself (spec 01 §7.3).</summary>
public readonly record struct MarriageCertificate(AtxId ReferenceAtx, EdSignature Signature) : IScaleType<MarriageCertificate>
{
    public static int MinSize => 96;

    public static MarriageCertificate Read(ref ScaleReader reader) => new(
        reader.FixedBytes<AtxId>("ReferenceAtx"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(ReferenceAtx);
        writer.FixedBytes(Signature);
    }
}
