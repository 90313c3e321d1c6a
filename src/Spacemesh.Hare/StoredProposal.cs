using Spacemesh.Primitives;
using Spacemesh.Wire.Eligibility;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Hare;

/// <summary>A proposal as the store keeps it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Object">The proposal; its encoding is what peers are served.</param>
/// <param name="Beacon">The beacon of its epoch, its own or that of its reference ballot.</param>
/// <param name="Malicious">Whether its ballot was found malicious when it came.</param>
public sealed record StoredProposal(ProposalId Id, Proposal Object, Beacon Beacon, bool Malicious)
{
    public LayerId Layer => Object.Inner.Ballot.Inner.Layer;

    public AtxId Atx => Object.Inner.Ballot.Inner.AtxId;

    public NodeId Smesher => Object.Inner.Ballot.SmesherId;

    /// <summary>Hare 4's short id; null for a proposal without an eligibility (spec 05 §6).</summary>
    public CompactProposalId? CompactId =>
        Object.Inner.Ballot.EligibilityProofs is { IsEmpty: false } proofs ? proofs[0].Sig.ToCompactProposalId() : null;
}
