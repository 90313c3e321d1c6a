using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Intake;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Services.Mesh.Intake;

/// <summary>Stores ballots with the proof of a second one in their layer, and counts them (spec 06 §12.3).</summary>
internal sealed class BallotEntry(IStateDatabase state, ConsensusCache atxs, VoteCounter votes, IChainObserver observer, TimeProvider time, BallotInstruments instruments)
{
    /// <summary>
    /// The ballot that makes its smesher malicious keeps the weight that it was decoded with; what comes later has none.
    /// </summary>
    /// <param name="ballot">As it is stored.</param>
    /// <param name="id">Its id.</param>
    /// <param name="decoded">What the counting decoded.</param>
    /// <param name="malicious">Whether the smesher is malicious, by this ballot or before.</param>
    /// <param name="proof">The proof, where this ballot turned its smesher malicious.</param>
    public BallotFault? Add(Ballot ballot, BallotId id, DecodedBallot decoded, out bool malicious, out MalfeasanceProof? proof)
    {
        malicious = atxs.IsMalicious(ballot.SmesherId);
        proof = null;
        long began = time.GetTimestamp();
        long free, looked, added;
        using (var transaction = state.Begin())
        {
            free = time.GetTimestamp();
            if (!malicious && transaction.Ballots.InLayerBy(ballot.Inner.Layer, ballot.SmesherId) is { } stored)
                proof = BallotEquivocation.Prove(stored.Ballot, ballot);
            looked = time.GetTimestamp();
            if (proof is not null)
                transaction.MaliciousIdentities.Add(ballot.SmesherId, new ScaleBytes(Scale.Encode(proof)), Now());
            transaction.Ballots.Add(id, ballot);
            added = time.GetTimestamp();
            transaction.Commit();
        }

        instruments.Written(time.GetElapsedTime(began, free), time.GetElapsedTime(free, looked), time.GetElapsedTime(looked, added), time.GetElapsedTime(free));

        if (proof is not null)
        {
            malicious = true;
            atxs.SetMalicious(ballot.SmesherId);
            observer.IdentityMalicious(ballot.SmesherId);
        }

        var fault = votes.StoreBallot(decoded, malicious);
        return fault?.Kind == BallotFaultKind.AlreadyStored ? null : fault;
    }

    private long Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
