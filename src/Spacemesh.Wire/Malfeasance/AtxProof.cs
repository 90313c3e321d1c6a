using Spacemesh.Codec;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>Envelope of the second generation of malfeasance proofs (spec 01 §7.12).</summary>
public sealed record AtxProof(byte Version, AtxProofType ProofType, ScaleBytes Proof) : IScaleType<AtxProof>
{
    public const int MaxProofLength = 1_048_576;

    public static int MinSize => 3;

    public static AtxProof Read(ref ScaleReader reader) => new(
        reader.C8("Version"),
        (AtxProofType)reader.C8("ProofType"),
        reader.Bytes(MaxProofLength, "Proof"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C8(Version);
        writer.C8((byte)ProofType);
        writer.Bytes(Proof, MaxProofLength);
    }
}
