using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>Making and checking proofs that an identity married twice, with the reference's texts (spec 01 §7.12).</summary>
public static class DoubleMarry
{
    /// <summary>Version of the envelope.</summary>
    public const byte EnvelopeVersion = 1;

    private const int ShortNodeIdBytes = 3;

    /// <summary>Proves that both ATXs hold a marriage certificate of <paramref name="node"/>.</summary>
    /// <param name="first">One ATX.</param>
    /// <param name="second">The other.</param>
    /// <param name="node">The identity that married twice.</param>
    /// <param name="smesherOf">The smesher of a reference ATX; null where it is unknown.</param>
    /// <param name="proof">The proof.</param>
    /// <param name="error">Why there is none.</param>
    public static bool TryProve(
        ActivationTxV2 first,
        ActivationTxV2 second,
        NodeId node,
        Func<AtxId, NodeId?> smesherOf,
        [NotNullWhen(true)] out ProofDoubleMarry? proof,
        [NotNullWhen(false)] out string? error)
    {
        proof = null;
        if (first.ComputeId() == second.ComputeId())
        {
            error = "ATXs have the same ID";
            return false;
        }

        var proof1 = Prove(first, node, smesherOf);
        var proof2 = proof1 is null ? null : Prove(second, node, smesherOf);
        if (proof1 is null || proof2 is null)
        {
            string which = proof1 is null ? "atx1" : "atx2";
            error = $"proof for {which}: does not contain a marriage certificate signed by {node.ToHex()[..(2 * ShortNodeIdBytes)]}";
            return false;
        }

        proof = new(node, new(proof1, proof2));
        error = null;
        return true;
    }

    /// <summary>The proof in its envelope.</summary>
    public static AtxProof ToEnvelope(ProofDoubleMarry proof) => new(EnvelopeVersion, AtxProofType.DoubleMarry, Scale.Encode(proof));

    /// <summary>Whether the proof holds; it then convicts its <see cref="ProofDoubleMarry.NodeId"/>.</summary>
    public static bool IsValid(ProofDoubleMarry proof, EdVerifier verifier, [NotNullWhen(false)] out string? error)
    {
        if (proof.Proofs.First.AtxId == proof.Proofs.Second.AtxId)
        {
            error = "proofs have the same ATX ID";
            return false;
        }

        error = Fault(proof.Proofs.First, proof.NodeId, verifier) is { } fault1 ? $"proof 1 is invalid: {fault1}"
            : Fault(proof.Proofs.Second, proof.NodeId, verifier) is { } fault2 ? $"proof 2 is invalid: {fault2}"
            : null;
        return error is null;
    }

    private static MarryProof? Prove(ActivationTxV2 atx, NodeId node, Func<AtxId, NodeId?> smesherOf)
    {
        int index = -1;
        for (int i = 0; i < atx.Marriages.Count && index < 0; i++)
        {
            var reference = atx.Marriages[i].ReferenceAtx;
            if (reference.IsZero() ? atx.SmesherId == node : smesherOf(reference) == node)
                index = i;
        }

        if (index < 0)
            return null;
        return new(
            atx.ComputeId(),
            AtxV2Id.MarriagesRoot(atx.Marriages),
            ScaleList.Create<Hash32>(AtxV2Id.ProveLeaf(atx, AtxV2Id.MarriagesLeaf)),
            atx.Marriages[index].ReferenceAtx,
            atx.Marriages[index].Signature,
            (ulong)index,
            ScaleList.Create<Hash32>(AtxV2Id.ProveCertificate(atx.Marriages, index)),
            atx.SmesherId,
            atx.Signature);
    }

    private static string? Fault(MarryProof proof, NodeId node, EdVerifier verifier)
    {
        if (!verifier.Verify(SigningDomain.Atx, proof.SmesherId, proof.AtxId.ToArray(), proof.Signature))
            return "invalid ATX signature";
        if (!verifier.Verify(SigningDomain.Marriage, node, proof.SmesherId.ToArray(), proof.CertificateSignature))
            return "invalid certificate signature";
        if (AtxV2Id.RootOf(AtxV2Id.MarriagesLeaf, proof.MarriageRoot, proof.MarriageProof.Span) != new Hash32(proof.AtxId.Value))
            return "invalid marriage proof";
        var certificate = AtxV2Id.CertificateRoot(new MarriageCertificate(proof.CertificateReference, proof.CertificateSignature));
        return AtxV2Id.RootOf(proof.CertificateIndex, certificate, proof.CertificateProof.Span) == proof.MarriageRoot
            ? null
            : "invalid certificate proof";
    }
}
