using Microsoft.Extensions.Logging;
using Spacemesh.Codec;
using Spacemesh.Hare;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Intake;
using Spacemesh.Runtime;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Mesh.Intake;

/// <summary>Does what the rules of an object's intake ask for, step by step. One serves all objects at the same time.</summary>
internal sealed partial class StepRunner(IntakeParts parts)
{
    private readonly BallotEntry _ballots = new(parts.State, parts.Atxs, parts.Votes, parts.Observer, parts.Time);
    private readonly ActiveSetScale _scale = new(parts.Fetcher, parts.State, parts.Atxs);

    public async ValueTask<Verdict> RunAsync(PeerObjectIntake intake, IEnumerable<IntakeStep> steps, PeerId from, CancellationToken cancellationToken)
    {
        var subject = new Subject();
        foreach (var step in steps)
            await DoAsync(step, subject, from, cancellationToken);
        return intake is { IsSettled: true, Verdict: { IsIgnore: true } ignored } ? Verdict.Settled(ignored.Reason) : intake.Verdict;
    }

    private async ValueTask DoAsync(IntakeStep step, Subject subject, PeerId from, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case ComputeStep compute:
                await parts.Work.RunAsync(_ => Run(compute), WorkPriority.Normal, cancellationToken);
                break;
            case HintStep hint:
                if (!from.IsNone)
                    parts.Fetcher.Hint(from, hint.Hashes.Where(hash => !hash.IsZero()));
                break;
            case FetchStep fetch:
                await FetchAsync(fetch, cancellationToken);
                break;
            case WeighStep weigh:
                (weigh.Answer, weigh.Weight) = await _scale.WeighAsync(weigh.ActiveSet, cancellationToken);
                break;
            case GossipProofStep proof:
                await GossipAsync(proof, subject, cancellationToken);
                break;
            default:
                Do(step, subject);
                break;
        }
    }

    private static bool Run(ComputeStep step)
    {
        step.Run();
        return true;
    }

    private void Do(IntakeStep step, Subject subject)
    {
        switch (step)
        {
            case DecodeStep decode:
                (subject.Ballot, subject.Id) = (decode.Ballot, decode.Id);
                var counted = TortoiseBallot.Of(decode.Ballot, parts.Atxs.IsMalicious(decode.Ballot.SmesherId));
                if (parts.Votes.DecodeBallot(counted, out subject.Decoded) is { } undecodable)
                    decode.Answer = Verdict.Ignore(undecodable.Message);
                break;
            case BeaconStep beacon:
                parts.Beacons.BallotAccepted(beacon.Epoch, subject.Id, beacon.Beacon, beacon.Weight, subject.Ballot!.EligibilityProofs.Count);
                break;
            case AdmitStep admit:
                var fault = _ballots.Add(admit.Ballot, admit.Id, subject.Decoded!, out bool malicious, out var proof);
                (admit.Malicious, admit.Proof) = (malicious, proof);
                if (fault is not null)
                    admit.Answer = Verdict.Ignore(fault.Message);
                break;
            case KeepStep keep:
                keep.Outcome = parts.Proposals.Add(new StoredProposal(keep.Id, keep.Proposal, keep.Beacon, keep.Malicious)) switch
                {
                    ProposalStoring.Stored => KeepOutcome.Kept,
                    ProposalStoring.Exists => KeepOutcome.Exists,
                    _ => KeepOutcome.LayerEvicted,
                };
                break;
            case LinkStep link:
                parts.Mesh.AddProposalTransactions(link.Layer, link.Proposal, link.Transactions);
                break;
            case StoreSetStep store:
                parts.State.ActiveSets.Add(store.Id, store.Set);
                break;
            default:
                throw new InvalidOperationException($"no such step: {step}");
        }
    }

    private async ValueTask FetchAsync(FetchStep step, CancellationToken cancellationToken)
    {
        if (step.Ids.Count == 0)
            return;
        var kind = step.Kind switch
        {
            FetchKind.Ballot => ObjectKind.Ballot,
            FetchKind.Atx => ObjectKind.Atx,
            _ => ObjectKind.ProposalTransaction,
        };
        try
        {
            await parts.Fetcher.FetchAsync(kind, step.Ids, cancellationToken);
        }
        catch (ObjectFetchException exception)
        {
            step.Answer = exception.Worst;
        }
    }

    /// <summary>Tells everybody of a proof; that it does not get out is no reason to treat its proposal otherwise.</summary>
    private async ValueTask GossipAsync(GossipProofStep step, Subject subject, CancellationToken cancellationToken)
    {
        byte[] message = Scale.Encode(step.Message);
        parts.Events.Publish(new MalfeasanceProven(subject.Ballot!.SmesherId, new ScaleBytes(Scale.Encode(step.Message.MalfeasanceProof))));
        try
        {
            await parts.Gossip.PublishAsync(GossipTopics.Malfeasance, message, cancellationToken);
        }
        catch (GossipRefusedException exception)
        {
            LogNotPublished(parts.Log, subject.Ballot.SmesherId, exception.Message);
        }
    }

    [LoggerMessage(6010, LogLevel.Warning, "The malfeasance proof of {Smesher} is stored but was not gossiped: {Reason}")]
    private static partial void LogNotPublished(ILogger logger, NodeId smesher, string reason);

    /// <summary>What one object's steps have in common.</summary>
    private sealed class Subject
    {
        /// <summary>A field, because the decoder fills it.</summary>
        public DecodedBallot? Decoded;

        public Ballot? Ballot { get; set; }

        public BallotId Id { get; set; }
    }
}
