using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Hare.Tests;

/// <summary>Proposals of which only what hare reads is filled in.</summary>
internal static class GivenProposal
{
    public static StoredProposal Of(
        LayerId layer, ProposalId id, AtxId atx = default, NodeId smesher = default, Beacon beacon = default, bool malicious = false, VrfSignature? eligibility = null)
    {
        ScaleList<VotingEligibility> proofs = eligibility is { } proof ? [new VotingEligibility(0, proof)] : default;
        var inner = new InnerBallot(layer, atx, default, default, null);
        var ballot = new Ballot(inner, default, smesher, new Votes(default, default, default, default), proofs, default);
        return new StoredProposal(id, new Proposal(new InnerProposal(ballot, default, default), default), beacon, malicious);
    }
}
