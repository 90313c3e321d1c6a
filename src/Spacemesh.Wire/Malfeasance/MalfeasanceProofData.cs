using Spacemesh.Codec;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>The evidence of a <see cref="MalfeasanceProof"/>: one of five closed kinds (spec 01 §7.11).</summary>
public abstract record MalfeasanceProofData
{
    private protected MalfeasanceProofData()
    {
    }

    public abstract MalfeasanceProofType Type { get; }

    /// <summary>Writes the fields behind the type byte.</summary>
    public abstract void Write(ref ScaleWriter writer);

    internal static MalfeasanceProofData? Read(ref ScaleReader reader, MalfeasanceProofType type) => type switch
    {
        MalfeasanceProofType.MultipleAtxs => new MultipleAtxsProof(reader.Struct<ScalePair<AtxProofMessage>>("Messages")),
        MalfeasanceProofType.MultipleBallots => new MultipleBallotsProof(reader.Struct<ScalePair<BallotProofMessage>>("Messages")),
        MalfeasanceProofType.HareEquivocation => new HareEquivocationProof(reader.Struct<ScalePair<HareProofMessage>>("Messages")),
        MalfeasanceProofType.InvalidPostIndex => new InvalidPostIndexProof(
            reader.Struct<Activation.ActivationTxV1>("Atx"), reader.C32("InvalidIdx")),
        MalfeasanceProofType.InvalidPrevAtx => new InvalidPrevAtxProof(
            reader.Struct<Activation.ActivationTxV1>("Atx1"), reader.Struct<Activation.ActivationTxV1>("Atx2")),
        _ => null,
    };
}
