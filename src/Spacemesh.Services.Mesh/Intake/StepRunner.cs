using Microsoft.Extensions.Logging;
using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Hare;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Intake;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Mesh.Intake;

/// <summary>Does what the rules of an object's intake ask for, step by step. One serves all objects at the same time.</summary>
internal sealed partial class StepRunner(
    IStateDatabase state,
    ConsensusCache atxs,
    VoteCounter votes,
    BallotEntry ballots,
    ActiveSetScale scale,
    MeshService mesh,
    IHareProposals proposals,
    IBallotBeacons beacons,
    IObjectFetcher fetcher,
    IGossip gossip,
    IWorkPool work,
    IEventSink events,
    ILogger logger)
{
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
                await work.RunAsync(_ => Run(compute), WorkPriority.Normal, cancellationToken);
                break;
            case HintStep hint:
                if (!from.IsNone)
                    fetcher.Hint(from, hint.Hashes.Where(hash => !hash.IsZero()));
                break;
            case FetchStep fetch:
                await FetchAsync(fetch, cancellationToken);
                break;
            case WeighStep weigh:
                (weigh.Answer, weigh.Weight) = await scale.WeighAsync(weigh.ActiveSet, cancellationToken);
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
                var counted = TortoiseBallot.Of(decode.Ballot, atxs.IsMalicious(decode.Ballot.SmesherId));
                if (votes.DecodeBallot(counted, out subject.Decoded) is { } undecodable)
                    decode.Answer = Verdict.Ignore(undecodable.Message);
                break;
            case BeaconStep beacon:
                beacons.Report(beacon.Epoch, beacon.Beacon, subject.Id, beacon.Weight, subject.Ballot!.EligibilityProofs.Count);
                break;
            case AdmitStep admit:
                var fault = ballots.Add(admit.Ballot, admit.Id, subject.Decoded!, out bool malicious, out var proof);
                (admit.Malicious, admit.Proof) = (malicious, proof);
                if (fault is not null)
                    admit.Answer = Verdict.Ignore(fault.Message);
                break;
            case KeepStep keep:
                keep.Outcome = proposals.Add(new StoredProposal(keep.Id, keep.Proposal, keep.Beacon, keep.Malicious)) switch
                {
                    ProposalStoring.Stored => KeepOutcome.Kept,
                    ProposalStoring.Exists => KeepOutcome.Exists,
                    _ => KeepOutcome.LayerEvicted,
                };
                break;
            case LinkStep link:
                mesh.AddProposalTransactions(link.Layer, link.Proposal, link.Transactions);
                break;
            case StoreSetStep store:
                state.ActiveSets.Add(store.Id, store.Set);
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
            await fetcher.FetchAsync(kind, step.Ids, cancellationToken);
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
        events.Publish(new MalfeasanceProven(subject.Ballot!.SmesherId, new ScaleBytes(Scale.Encode(step.Message.MalfeasanceProof))));
        try
        {
            await gossip.PublishAsync(GossipTopics.Malfeasance, message, cancellationToken);
        }
        catch (GossipRefusedException exception)
        {
            LogNotPublished(logger, subject.Ballot.SmesherId, exception.Message);
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
