using Spacemesh.Codec;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>Evidence: an ATX one of whose PoST indices is wrong (spec 01 §7.11).</summary>
public sealed record InvalidPostIndexProof(ActivationTxV1 Atx, uint InvalidIdx) : MalfeasanceProofData
{
    public override MalfeasanceProofType Type => MalfeasanceProofType.InvalidPostIndex;

    public override void Write(ref ScaleWriter writer)
    {
        writer.Struct(Atx);
        writer.C32(InvalidIdx);
    }
}
