using Spacemesh.Codec;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>Evidence: two ATXs of one identity with the same previous ATX (spec 01 §7.11).</summary>
public sealed record InvalidPrevAtxProof(ActivationTxV1 Atx1, ActivationTxV1 Atx2) : MalfeasanceProofData
{
    public override MalfeasanceProofType Type => MalfeasanceProofType.InvalidPrevAtx;

    public override void Write(ref ScaleWriter writer)
    {
        writer.Struct(Atx1);
        writer.Struct(Atx2);
    }
}
