using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Proposals.Building;

/// <summary>A proposal before it is signed (spec 06 §16 step 4).</summary>
public sealed record ProposalDraft
{
    public required LayerId Layer { get; init; }

    public required AtxId Atx { get; init; }

    public required Opinion Opinion { get; init; }

    /// <summary>All slots of the layer.</summary>
    public required ScaleList<VotingEligibility> Proofs { get; init; }

    /// <summary>The identity's first ballot of the epoch; zero in that ballot itself.</summary>
    public BallotId Reference { get; init; }

    /// <summary>What the first ballot declares; null in the others.</summary>
    public EpochData? EpochData { get; init; }

    public ScaleList<TransactionId> Transactions { get; init; }

    public Hash32 MeshHash { get; init; }

    /// <summary>Signs the ballot, then the proposal around it.</summary>
    /// <param name="smesher">The identity.</param>
    /// <param name="signBallot">Its signature in the BALLOT domain.</param>
    /// <param name="signProposal">Its signature in the PROPOSAL domain.</param>
    public Proposal Sign(NodeId smesher, Func<byte[], EdSignature> signBallot, Func<byte[], EdSignature> signProposal)
    {
        ArgumentNullException.ThrowIfNull(signBallot);
        ArgumentNullException.ThrowIfNull(signProposal);
        var inner = new InnerBallot(Layer, Atx, Opinion.Hash, Reference, EpochData);
        var ballot = new Ballot(inner, default, smesher, Opinion.Votes, Proofs, default);
        ballot = ballot with { Signature = signBallot(ballot.SignedBytes()) };
        var proposal = new Proposal(new InnerProposal(ballot, Transactions, MeshHash), default);
        return proposal with { Signature = signProposal(proposal.SignedBytes()) };
    }
}
