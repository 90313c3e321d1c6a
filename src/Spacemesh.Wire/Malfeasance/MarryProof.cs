using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>Proof that an ATX V2 contains a certificate of an identity (spec 01 §7.12).</summary>
public sealed record MarryProof(
    AtxId AtxId,
    Hash32 MarriageRoot,
    ScaleList<Hash32> MarriageProof,
    AtxId CertificateReference,
    EdSignature CertificateSignature,
    ulong CertificateIndex,
    ScaleList<Hash32> CertificateProof,
    NodeId SmesherId,
    EdSignature Signature) : IScaleType<MarryProof>
{
    public const int MaxMarriageProof = 32;

    public const int MaxCertificateProof = 32;

    public static int MinSize => 259;

    public static MarryProof Read(ref ScaleReader reader) => new(
        reader.FixedBytes<AtxId>("ATXID"),
        reader.FixedBytes<Hash32>("MarriageRoot"),
        reader.FixedList<Hash32>(MaxMarriageProof, "MarriageProof"),
        reader.FixedBytes<AtxId>("CertificateReference"),
        reader.FixedBytes<EdSignature>("CertificateSignature"),
        reader.C64("CertificateIndex"),
        reader.FixedList<Hash32>(MaxCertificateProof, "CertificateProof"),
        reader.FixedBytes<NodeId>("SmesherID"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(AtxId);
        writer.FixedBytes(MarriageRoot);
        writer.FixedList(MarriageProof, MaxMarriageProof);
        writer.FixedBytes(CertificateReference);
        writer.FixedBytes(CertificateSignature);
        writer.C64(CertificateIndex);
        writer.FixedList(CertificateProof, MaxCertificateProof);
        writer.FixedBytes(SmesherId);
        writer.FixedBytes(Signature);
    }
}
