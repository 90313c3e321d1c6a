using Spacemesh.Codec;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Proposals.Intake;

/// <summary>Two ballots of one smesher in one layer (spec 06 §12.3).</summary>
public static class BallotEquivocation
{
    /// <summary>The proof of two ballots, the stored one first; null where they do not contradict each other.</summary>
    public static MalfeasanceProof? Prove(Ballot stored, Ballot received)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(received);
        if (stored.SmesherId != received.SmesherId || stored.Inner.Layer != received.Inner.Layer)
            return null;
        var (first, second) = (Message(stored), Message(received));
        return first.InnerMsg.MsgHash == second.InnerMsg.MsgHash
            ? null
            : new MalfeasanceProof(received.Inner.Layer, new MultipleBallotsProof(new ScalePair<BallotProofMessage>(first, second)));
    }

    private static BallotProofMessage Message(Ballot ballot) =>
        new(new BallotMetadata(ballot.Inner.Layer, ballot.Inner.ComputeHash()), ballot.SmesherId, ballot.Signature);
}
