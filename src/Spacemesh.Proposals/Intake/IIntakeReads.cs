using Spacemesh.Primitives;
using Spacemesh.Proposals.Slots;

namespace Spacemesh.Proposals.Intake;

/// <summary>What the rules look up. None of it waits for the network.</summary>
public interface IIntakeReads
{
    /// <summary>A ballot that the tortoise has counted; null where it has not.</summary>
    CountedBallot? Counted(BallotId id);

    /// <summary>Whether the proposal store holds this proposal.</summary>
    bool HasProposal(LayerId layer, ProposalId id);

    /// <summary>The beacon in the epoch data of a stored ballot; null where the ballot is not stored or has none.</summary>
    Beacon? StoredBeacon(BallotId reference);
}
