using Spacemesh.AtxsData;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Services.Consensus.Committees;

namespace Spacemesh.Services.Consensus.Agreement;

/// <summary>The checks of hare messages that may run anywhere. Thread-safe.</summary>
internal sealed class HareVerification(EdVerifier verifier, CommitteeOracle oracle, ConsensusCache atxs) : IHareChecks, IHareAtxs
{
    /// <summary>Whether the signature holds, and if so whether the sender has the seats that it claims.</summary>
    public (bool Signed, bool Eligible) Verify(HareCandidate candidate)
    {
        var message = candidate.Message;
        var signature = message.Signature;
        bool signed = IsSigned(message.Sender, candidate.SignedBytes(), in signature);
        return (signed, signed && message.Eligibility.Count > 0 && IsEligible(candidate.Session, message));
    }

    public bool IsSigned(NodeId sender, ReadOnlySpan<byte> signed, in EdSignature signature) =>
        verifier.Verify(SigningDomain.Hare, in sender, signed, in signature);

    public bool IsEligible(HareSession session, HareMessage message)
    {
        var proof = message.Eligibility.Proof;
        uint committee = session.Options.CommitteeFor(message.Layer, message.Round.Round);
        return oracle.Validate(message.Layer, message.Round.Absolute, committee, message.Sender, in proof, message.Eligibility.Count, out _);
    }

    public bool IsMalicious(NodeId sender) => atxs.IsMalicious(sender);

    public (ulong Base, ulong Height)? Heights(EpochId target, AtxId atx) =>
        atxs.TryGet(target, atx, out var entry) ? (entry.BaseHeight, entry.Height) : null;
}
