using Spacemesh.Codec;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>Evidence: two hare messages of one identity in the same round (spec 01 §7.11).</summary>
public sealed record HareEquivocationProof(ScalePair<HareProofMessage> Messages) : MalfeasanceProofData
{
    public override MalfeasanceProofType Type => MalfeasanceProofType.HareEquivocation;

    public override void Write(ref ScaleWriter writer) => writer.Struct(Messages);
}
