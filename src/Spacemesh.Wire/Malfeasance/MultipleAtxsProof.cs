using Spacemesh.Codec;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>Evidence: two ATXs of one identity for the same epoch (spec 01 §7.11).</summary>
public sealed record MultipleAtxsProof(ScalePair<AtxProofMessage> Messages) : MalfeasanceProofData
{
    public override MalfeasanceProofType Type => MalfeasanceProofType.MultipleAtxs;

    public override void Write(ref ScaleWriter writer) => writer.Struct(Messages);
}
