using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Proposals.Intake;

/// <summary>A proposal from gossip, or one that was asked for by its hash (spec 06 §13.2). Own ones come this way too.</summary>
public sealed class ProposalIntake(IntakeRules rules) : PeerObjectIntake
{
    /// <param name="bytes">What the peer gave.</param>
    /// <param name="expected">The id that was asked for, padded; null for gossip.</param>
    /// <param name="moment">When.</param>
    public IEnumerable<IntakeStep> Steps(ReadOnlyMemory<byte> bytes, Hash32? expected, IntakeMoment moment)
    {
        if (!Scale.TryDecode<Proposal>(bytes.Span, out var proposal, out var error))
        {
            Blame(IntakeFault.Malformed);
            Reject($"malformed data: {error}");
            yield break;
        }

        var ballot = proposal.Inner.Ballot;
        var layer = ballot.Inner.Layer;
        if (TimeFault(layer, moment) is { } outOfTime)
        {
            Blame(layer <= rules.Network.EffectiveGenesis ? IntakeFault.Genesis : layer > moment.Current ? IntakeFault.Future : IntakeFault.Late);
            Ignore($"{outOfTime}: {layer}");
            yield break;
        }

        bool proposalSigned = false;
        bool ballotSigned = false;
        yield return new ComputeStep(() =>
        {
            proposalSigned = IsSigned(proposal);
            ballotSigned = proposalSigned && BallotSteps.IsSigned(rules.Verifier, ballot);
        });
        if (!ballotSigned)
        {
            Blame(proposalSigned ? IntakeFault.BallotSignature : IntakeFault.ProposalSignature);
            Ignore(proposalSigned ? "failed to verify ballot signature" : "failed to verify proposal signature");
            yield break;
        }

        var id = proposal.ComputeId();
        if (expected is { } hash && id.ToHash32() != hash)
        {
            Blame(IntakeFault.Identity);
            Reject($"incorrect hash: proposal want {hash}, got {id}");
            yield break;
        }

        if (BallotSteps.HasNoAtx(rules.Network, ballot))
        {
            Blame(IntakeFault.Identity);
            Reject("ballot has invalid ATXID");
            yield break;
        }

        if (rules.Reads.HasProposal(layer, id))
        {
            Known(id, expected is not null);
            yield break;
        }

        var transactions = proposal.Inner.TxIds;
        yield return new HintStep([.. BallotSteps.Hints(ballot), .. Hashes(transactions)]);
        var ballotId = ballot.ComputeId();
        var steps = new BallotSteps(rules);
        foreach (var step in steps.Run(ballot, ballotId, moment.Current))
            yield return step;
        if (!steps.Verdict.IsAccept)
        {
            Blame(steps.Fault);
            if (steps.Verdict.IsReject)
                Reject(steps.Verdict.Reason);
            else
                Ignore(steps.Verdict.Reason, steps.IsSettled);
            yield break;
        }

        // The ballot is stored by now and stays, whatever becomes of its proposal.
        if (Repeats(transactions))
        {
            Blame(IntakeFault.Unavailable);
            Reject("duplicate TxID in proposal");
            yield break;
        }

        if (!transactions.IsEmpty)
        {
            var fetch = new FetchStep(FetchKind.Transaction, Hashes(transactions));
            yield return fetch;
            if (Failed(fetch, "proposal get TXs", IntakeFault.Unavailable))
                yield break;
        }

        if ((ballot.Inner.EpochData?.Beacon ?? rules.Reads.StoredBeacon(ballot.Inner.RefBallot)) is not { } beacon)
        {
            Blame(IntakeFault.Data);
            Ignore($"proposal {id}: ref ballot {ballot.Inner.RefBallot} has no epoch data");
            yield break;
        }

        var keep = new KeepStep(proposal, id, beacon, steps.Malicious);
        yield return keep;
        if (Failed(keep, "saving proposal", IntakeFault.Storing))
            yield break;
        if (keep.Outcome == KeepOutcome.Exists)
        {
            Known(id, expected is not null);
            yield break;
        }

        if (keep.Outcome == KeepOutcome.LayerEvicted)
        {
            Blame(IntakeFault.Late);
            Ignore("saving proposal: layer evicted");
            yield break;
        }

        var link = new LinkStep(layer, id, transactions);
        yield return link;
        if (Failed(link, "proposal add TXs", IntakeFault.Storing))
            yield break;
        if (steps.Proof is { } proof)
        {
            yield return new GossipProofStep(proof);
            Ignore("malicious ballot");
            yield break;
        }

        Accept();
    }

    private static bool Repeats(ScaleList<TransactionId> transactions)
    {
        var seen = new HashSet<TransactionId>(transactions.Count);
        foreach (var id in transactions)
        {
            if (!seen.Add(id))
                return true;
        }

        return false;
    }

    private static Hash32[] Hashes(ScaleList<TransactionId> transactions)
    {
        var hashes = new Hash32[transactions.Count];
        for (int i = 0; i < hashes.Length; i++)
            hashes[i] = new Hash32(transactions[i].Value);
        return hashes;
    }

    /// <summary>A proposal that is here: good for whoever asked for it, nothing new for gossip.</summary>
    private void Known(ProposalId id, bool fetched)
    {
        Blame(IntakeFault.Known);
        if (fetched)
            Accept();
        else
            Ignore($"known proposal {id}");
    }

    private string? TimeFault(LayerId layer, IntakeMoment moment) =>
        layer <= rules.Network.EffectiveGenesis ? "proposal before effective genesis"
        : layer <= moment.Processed ? "proposal too late"
        : layer > moment.Current ? "proposal from future"
        : null;

    private bool IsSigned(Proposal proposal)
    {
        var (smesher, signature) = (proposal.Inner.Ballot.SmesherId, proposal.Signature);
        return rules.Verifier.Verify(SigningDomain.Proposal, in smesher, proposal.SignedBytes(), in signature);
    }
}
