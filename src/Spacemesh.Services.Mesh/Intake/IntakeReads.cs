using Spacemesh.Hare;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Intake;
using Spacemesh.Proposals.Slots;
using Spacemesh.Services.Mesh.Counting;

namespace Spacemesh.Services.Mesh.Intake;

/// <summary>What the rules of ballots and proposals look up in the node.</summary>
internal sealed class IntakeReads(VoteCounter votes, ProposalStore proposals, IStateStores state) : IIntakeReads
{
    public CountedBallot? Counted(BallotId id) => votes.TryGetBallot(id, out var ballot)
        ? new CountedBallot(ballot.Layer, ballot.ReferenceAtx, ballot.Smesher, ballot.Beacon, ballot.ExpectedBallots)
        : null;

    public bool HasProposal(LayerId layer, ProposalId id) => proposals.Has(layer, id);

    public Beacon? StoredBeacon(BallotId reference) => state.Ballots.Find(reference)?.Ballot.Inner.EpochData?.Beacon;
}
