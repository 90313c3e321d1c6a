using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Hare;

/// <summary>Proofs that a smesher said two things in one round (spec 05 §5.6).</summary>
public static class EquivocationRules
{
    /// <summary>The proof: the stored message first.</summary>
    public static MalfeasanceProof Prove(LayerId layer, HareEquivocation equivocation) => new(
        layer, new HareEquivocationProof(new ScalePair<HareProofMessage>(Part(layer, equivocation.Stored), Part(layer, equivocation.Later))));

    /// <summary>Checks a proof from elsewhere; its messages may stand in either order.</summary>
    public static EquivocationVerdict Check(HareEquivocationProof proof, EdVerifier verifier, Func<NodeId, bool> hasAtx)
    {
        var (first, second) = (proof.Messages.First, proof.Messages.Second);
        if (!IsSigned(first, verifier) || !IsSigned(second, verifier))
            return EquivocationVerdict.InvalidSignature;
        if (!hasAtx(first.SmesherId))
            return EquivocationVerdict.UnknownIdentity;
        return first.SmesherId == second.SmesherId && first.InnerMsg.Equivocates(second.InnerMsg)
            ? EquivocationVerdict.Proven
            : EquivocationVerdict.NoEquivocation;
    }

    private static HareProofMessage Part(LayerId layer, HareInput message) =>
        new(new HareMetadata(layer, message.Round.Absolute, message.Hash), message.Sender, message.Signature);

    private static bool IsSigned(HareProofMessage message, EdVerifier verifier)
    {
        var smesher = message.SmesherId;
        var signature = message.Signature;
        return verifier.Verify(SigningDomain.Hare, in smesher, Scale.Encode(message.InnerMsg), in signature);
    }
}
