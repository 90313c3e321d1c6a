using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Proposals.Slots;

/// <summary>How many ballots an ATX may cast, and what a ballot claims of that (spec 06 §14).</summary>
public sealed class SlotRules(NetworkParameters network, ProposalOptions options, ConsensusCache atxs)
{
    /// <summary>Slots of an ATX beside an active set of this weight; null where the set has none.</summary>
    public uint? Count(ulong atxWeight, ulong setWeight, EpochId epoch) =>
        EligibleSlots.Compute(atxWeight, options.MinimalWeights.At(epoch), setWeight, options.LayerSize, network.LayersPerEpoch);

    /// <summary>
    /// Finds what a ballot's proofs rest on (steps 1–4). The count and beacon of a reference ballot are compared in the clock's own epoch
    /// only.
    /// </summary>
    /// <param name="ballot">The ballot.</param>
    /// <param name="id">Its id.</param>
    /// <param name="setWeight">Weight of the active set that it declares; 0 where that was not looked up.</param>
    /// <param name="current">The epoch that runs.</param>
    /// <param name="counted">Looks a ballot up that is counted.</param>
    /// <param name="claim">The claim, where the verdict is to accept.</param>
    public Verdict Claim(Ballot ballot, BallotId id, ulong setWeight, EpochId current, Func<BallotId, CountedBallot?> counted, out SlotClaim? claim)
    {
        ArgumentNullException.ThrowIfNull(ballot);
        ArgumentNullException.ThrowIfNull(counted);
        claim = null;
        var inner = ballot.Inner;
        if (ballot.EligibilityProofs.IsEmpty)
            return Verdict.Reject($"empty eligibility list is invalid (ballot {id})");
        var epoch = network.EpochOf(inner.Layer);
        if (!atxs.TryGet(epoch, inner.AtxId, out var atx))
            return Verdict.Ignore($"failed to load atx from cache with epoch {epoch}: {inner.AtxId}");
        if (atx.Smesher != ballot.SmesherId)
            return Verdict.Reject($"referenced atx {inner.AtxId} belongs to a different smesher {atx.Smesher}");
        var (beacon, count) = (default(Beacon), 0u);
        if (inner.EpochData is { } current0 && epoch == current)
        {
            if (Declared(current0, atx.Weight, setWeight, epoch) is { IsAccept: false } refused)
                return refused;
            (beacon, count) = (current0.Beacon, current0.EligibilityCount);
        }
        else if (inner.RefBallot.IsZero())
        {
            if (inner.EpochData is not { } data)
                return Verdict.Reject("epoch data is missing in ref ballot");
            (beacon, count) = (data.Beacon, data.EligibilityCount);
        }
        else
        {
            if (counted(inner.RefBallot) is not { } reference)
                return Verdict.Ignore($"ref ballot {inner.RefBallot} is missing");
            if (Referred(ballot, id, reference, epoch) is { IsAccept: false } refused)
                return refused;
            (beacon, count) = (reference.Beacon, reference.Slots);
        }

        claim = new SlotClaim(atx, beacon, count);
        return Verdict.Accept;
    }

    private Verdict Declared(EpochData data, ulong weight, ulong setWeight, EpochId epoch)
    {
        if (data.Beacon.IsZero())
            return Verdict.Reject("zero beacon in ref ballot");
        if (setWeight == 0 || Count(weight, setWeight, epoch) is not { } expected)
            return Verdict.Reject("activeset in the ref ballot has no weight");
        return expected == data.EligibilityCount
            ? Verdict.Accept
            : Verdict.Reject($"ballot has incorrect eligibility count expected {expected}, got: {data.EligibilityCount}");
    }

    private Verdict Referred(Ballot ballot, BallotId id, CountedBallot reference, EpochId epoch)
    {
        if (reference.Atx != ballot.Inner.AtxId)
            return Verdict.Reject($"ballot ({id}/{ballot.Inner.AtxId}) should be sharing atx with a reference ballot ({ballot.Inner.RefBallot}/{reference.Atx})");
        if (reference.Smesher != ballot.SmesherId)
            return Verdict.Reject($"mismatched smesher id with refballot in ballot {id}");
        return network.EpochOf(reference.Layer) == epoch
            ? Verdict.Accept
            : Verdict.Reject($"ballot {id} targets mismatched epoch {epoch} of its ref ballot");
    }
}
