using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Malfeasance;

/// <summary>Validation of the five kinds of proofs, each check in the order of spec 04 §12.2.</summary>
public sealed class ProofRules(EdVerifier verifier)
{
    private const string InvalidSignature = "invalid signature";

    public ProofCheck Check(MalfeasanceProof proof, IMalfeasanceReader reader) => proof.Data switch
    {
        MultipleAtxsProof(var messages) => TwoMessages(
            SigningDomain.Atx,
            (messages.First.SmesherId, Scale.Encode(messages.First.InnerMsg), messages.First.Signature),
            (messages.Second.SmesherId, Scale.Encode(messages.Second.InnerMsg), messages.Second.Signature),
            messages.First.InnerMsg.PublishEpoch == messages.Second.InnerMsg.PublishEpoch && messages.First.InnerMsg.MsgHash != messages.Second.InnerMsg.MsgHash,
            "atx",
            reader),
        MultipleBallotsProof(var messages) => TwoMessages(
            SigningDomain.Ballot,
            (messages.First.SmesherId, Scale.Encode(messages.First.InnerMsg), messages.First.Signature),
            (messages.Second.SmesherId, Scale.Encode(messages.Second.InnerMsg), messages.Second.Signature),
            messages.First.InnerMsg.Layer == messages.Second.InnerMsg.Layer && messages.First.InnerMsg.MsgHash != messages.Second.InnerMsg.MsgHash,
            "ballot",
            reader),
        HareEquivocationProof(var messages) => TwoMessages(
            SigningDomain.Hare,
            (messages.First.SmesherId, Scale.Encode(messages.First.InnerMsg), messages.First.Signature),
            (messages.Second.SmesherId, Scale.Encode(messages.Second.InnerMsg), messages.Second.Signature),
            messages.First.InnerMsg.Layer == messages.Second.InnerMsg.Layer
                && messages.First.InnerMsg.Round == messages.Second.InnerMsg.Round
                && messages.First.InnerMsg.MsgHash != messages.Second.InnerMsg.MsgHash,
            "hare",
            reader),
        InvalidPostIndexProof post => InvalidPostIndex(post, reader),
        InvalidPrevAtxProof previous => InvalidPrevious(previous, reader),
        _ => ProofCheck.Invalid($"unknown malfeasance type {proof.Data.Type}"),
    };

    private ProofCheck TwoMessages(
        SigningDomain domain,
        (NodeId Smesher, byte[] Signed, EdSignature Signature) first,
        (NodeId Smesher, byte[] Signed, EdSignature Signature) second,
        bool contradict,
        string kind,
        IMalfeasanceReader reader)
    {
        if (!verifier.Verify(domain, first.Smesher, first.Signed, first.Signature) || !verifier.Verify(domain, second.Smesher, second.Signed, second.Signature))
            return ProofCheck.Invalid(InvalidSignature);
        if (!reader.Exists(first.Smesher))
            return ProofCheck.Invalid($"identity does not exist: {first.Smesher}");
        return first.Smesher == second.Smesher && contradict ? new(null, first.Smesher) : ProofCheck.Invalid($"invalid {kind} malfeasance proof");
    }

    private ProofCheck InvalidPostIndex(InvalidPostIndexProof proof, IMalfeasanceReader reader)
    {
        var atx = proof.Atx;
        // The reference crashes on both. An absent PoST is one that does not verify.
        if (atx.Inner.NIPost is not { PostMetadata: { } metadata } nipost)
            return ProofCheck.Invalid("ATX without NIPoST metadata");
        if (!IsSigned(atx, atx.ComputeId()))
            return ProofCheck.Invalid(InvalidSignature);
        if ((atx.Inner.Challenge.CommitmentAtxId ?? reader.CommitmentOf(atx.SmesherId)) is not { } commitment)
            return ProofCheck.Invalid($"commitment ATX of {atx.SmesherId} not found");
        return new(null, atx.SmesherId, new BadPostClaim(atx.SmesherId, commitment, metadata.Challenge, atx.Inner.NumUnits, nipost.Post, proof.InvalidIdx));
    }

    private ProofCheck InvalidPrevious(InvalidPrevAtxProof proof, IMalfeasanceReader reader)
    {
        var (first, second) = (proof.Atx1, proof.Atx2);
        if (!reader.Exists(first.SmesherId))
            return ProofCheck.Invalid($"identity does not exist: {first.SmesherId}");
        var firstId = first.ComputeId();
        if (!IsSigned(first, firstId))
            return ProofCheck.Invalid($"atx1: {InvalidSignature}");
        if (first.SmesherId != second.SmesherId)
            return ProofCheck.Invalid($"invalid old prev ATX malfeasance proof: smesher IDs are different");
        var secondId = second.ComputeId();
        if (!IsSigned(second, secondId))
            return ProofCheck.Invalid($"atx2: {InvalidSignature}");
        if (firstId == secondId)
            return ProofCheck.Invalid("invalid old prev ATX malfeasance proof: ATX IDs are the same");
        return first.Inner.Challenge.PrevAtxId == second.Inner.Challenge.PrevAtxId
            ? new(null, first.SmesherId)
            : ProofCheck.Invalid("invalid old prev ATX malfeasance proof: prev ATX IDs are different");
    }

    private bool IsSigned(ActivationTxV1 atx, AtxId id) => verifier.Verify(SigningDomain.Atx, atx.SmesherId, atx.SignedBytes(id), atx.Signature);
}
