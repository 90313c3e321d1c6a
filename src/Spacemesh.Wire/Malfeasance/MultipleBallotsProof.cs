using Spacemesh.Codec;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>Evidence: two ballots of one identity in the same layer (spec 01 §7.11).</summary>
public sealed record MultipleBallotsProof(ScalePair<BallotProofMessage> Messages) : MalfeasanceProofData
{
    public override MalfeasanceProofType Type => MalfeasanceProofType.MultipleBallots;

    public override void Write(ref ScaleWriter writer) => writer.Struct(Messages);
}
