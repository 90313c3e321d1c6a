using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Slots;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Proposals.Intake;

/// <summary>What happens to a ballot once its form and signature are good (spec 06 §13.3), whether it came alone or in a proposal.</summary>
internal sealed class BallotSteps(IntakeRules rules) : PeerObjectIntake
{
    /// <summary>The proof, where the ballot turned its smesher malicious.</summary>
    public MalfeasanceProof? Proof { get; private set; }

    /// <summary>Its smesher is malicious.</summary>
    public bool Malicious { get; private set; }

    public static bool IsSigned(EdVerifier verifier, Ballot ballot)
    {
        var (smesher, signature) = (ballot.SmesherId, ballot.Signature);
        return verifier.Verify(SigningDomain.Ballot, in smesher, ballot.SignedBytes(), in signature);
    }

    public static bool HasNoAtx(NetworkParameters network, Ballot ballot) =>
        ballot.Inner.AtxId.IsZero() || ballot.Inner.AtxId == network.GoldenAtx;

    /// <summary>What the sender has if it has the ballot: base, reference or active set, supported blocks.</summary>
    public static List<Hash32> Hints(Ballot ballot)
    {
        var (inner, votes) = (ballot.Inner, ballot.Votes);
        var hints = new List<Hash32>(2 + votes.Support.Count) { votes.Base.ToHash32() };
        if (!inner.RefBallot.IsZero())
            hints.Add(inner.RefBallot.ToHash32());
        else if (inner.EpochData is { } data)
            hints.Add(data.ActiveSetHash);
        foreach (var vote in votes.Support)
            hints.Add(vote.Id.ToHash32());
        return hints;
    }

    public IEnumerable<IntakeStep> Run(Ballot ballot, BallotId id, LayerId current)
    {
        var (network, inner) = (rules.Network, ballot.Inner);
        if (rules.Reads.Counted(id) is not null)
        {
            Accept();
            yield break;
        }

        if (DataFault(inner, id) is { } fault)
        {
            Blame(IntakeFault.Data);
            Reject(fault);
            yield break;
        }

        var epoch = network.EpochOf(inner.Layer);
        var running = network.EpochOf(current);
        ulong setWeight = 0;
        if (inner.EpochData is { } data && epoch.Value + 1ul >= running.Value)
        {
            var weigh = new WeighStep(data.ActiveSetHash);
            yield return weigh;
            if (Failed(weigh, $"ballot {id}", IntakeFault.Data))
                yield break;
            setWeight = weigh.Weight;
        }

        var fetchBallots = new FetchStep(FetchKind.Ballot, [.. Missing(ballot.Votes.Base), .. Missing(inner.RefBallot)]);
        yield return fetchBallots;
        if (Failed(fetchBallots, "fetch ballots", IntakeFault.Unavailable))
            yield break;
        if (!rules.Atxs.TryGet(epoch, inner.AtxId, out _))
        {
            var fetchAtx = new FetchStep(FetchKind.Atx, [new Hash32(inner.AtxId.Value)]);
            yield return fetchAtx;
            if (Failed(fetchAtx, "proposal get ATXs", IntakeFault.Unavailable))
                yield break;
        }

        var decode = new DecodeStep(ballot, id);
        yield return decode;
        if (!decode.Answer.IsAccept)
        {
            Blame(IntakeFault.Votes);
            Ignore($"failed to decode ballot id {id}: {decode.Answer.Reason}", isSettled: true);
            yield break;
        }

        if (VoteRules.Fault(ballot, rules.Options.Hdist, rules.Options.MaxExceptions) is { } inconsistent)
        {
            Blame(IntakeFault.Votes);
            Reject($"ballot {id}: {inconsistent}");
            yield break;
        }

        var verdict = rules.Slots.Claim(ballot, id, setWeight, running, rules.Reads.Counted, out var claim);
        if (claim is null)
        {
            Judge(new SlotVerdict(verdict, IsSettled: false));
            yield break;
        }

        var proofs = SlotVerdict.Accept;
        yield return new ComputeStep(() => proofs = claim.CheckProofs(network, ballot, id));
        if (!proofs.Verdict.IsAccept)
        {
            Judge(proofs);
            yield break;
        }

        yield return new BeaconStep(epoch, claim.Beacon, claim.BeaconWeight);
        var admit = new AdmitStep(ballot.ActiveSet.IsEmpty ? ballot : ballot with { ActiveSet = default }, id);
        yield return admit;
        if (Failed(admit, $"save ballot {id}", IntakeFault.Storing))
            yield break;
        (Proof, Malicious) = (admit.Proof, admit.Malicious || admit.Proof is not null);
        Accept();
    }

    /// <summary>What is wrong with the data of an epoch's first ballot or a later one.</summary>
    private static string? DataFault(InnerBallot inner, BallotId id)
    {
        if (!inner.RefBallot.IsZero())
            return inner.EpochData is null ? null : $"epoch data in non-first ballot {id}";
        return inner.EpochData is not { } data ? "missing epoch data" : data.Beacon.IsZero() ? "missing beacon" : null;
    }

    private void Judge(SlotVerdict verdict)
    {
        Blame(IntakeFault.Eligibility);
        if (verdict.Verdict.IsReject)
            Reject(verdict.Verdict.Reason);
        else
            Ignore(verdict.Verdict.Reason, verdict.IsSettled);
    }

    private Hash32[] Missing(BallotId id) => id.IsZero() || rules.Reads.Counted(id) is not null ? [] : [id.ToHash32()];
}
