using Spacemesh.Crypto.Signing;
using Spacemesh.Eligibility;
using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>The checks against the oracle and the node's view of smeshers.</summary>
public sealed class HareChecks(EdVerifier verifier, EligibilityOracle oracle, IHareAtxs atxs, Func<bool> isSynced) : IHareChecks
{
    public bool IsSigned(NodeId sender, ReadOnlySpan<byte> signed, in EdSignature signature) =>
        verifier.Verify(SigningDomain.Hare, in sender, signed, in signature);

    public bool IsEligible(HareSession session, HareMessage message)
    {
        var proof = message.Eligibility.Proof;
        uint committee = session.Options.CommitteeFor(message.Layer, message.Round.Round);
        return oracle.Validate(
            message.Layer, message.Round.Absolute, committee, message.Sender, in proof, message.Eligibility.Count, isSynced(), out _);
    }

    public bool IsMalicious(NodeId sender) => atxs.IsMalicious(sender);
}
