using Microsoft.Extensions.Logging;
using Spacemesh.Codec;
using Spacemesh.Hare;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
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
    private readonly BallotEntry _ballots = new(parts.State, parts.Atxs, parts.Votes, parts.Observer, parts.Time, parts.Instruments.Ballots);
    private readonly BallotInstruments _instruments = parts.Instruments.Ballots;
    private readonly ActiveSetScale _scale = new(parts.Fetcher, parts.State, parts.Atxs);

    public async ValueTask<Verdict> RunAsync(PeerObjectIntake intake, IEnumerable<IntakeStep> steps, PeerId from, CancellationToken cancellationToken)
    {
        var subject = new Subject();
        long ended = parts.Time.GetTimestamp();
        foreach (var step in steps)
        {
            long began = parts.Time.GetTimestamp();
            await DoAsync(step, subject, from, cancellationToken);
            Measure(intake is ProposalIntake, step, subject, parts.Time.GetElapsedTime(ended, began), parts.Time.GetElapsedTime(began));
            ended = parts.Time.GetTimestamp();
        }

        if (intake is ProposalIntake && intake.Fault != IntakeFault.None)
            _instruments.ProposalRefused(NameOf(intake.Fault));
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

    /// <param name="isProposal">Whether the object is a proposal, with a ballot inside.</param>
    /// <param name="step">The step that was done.</param>
    /// <param name="subject">Whose step it is.</param>
    /// <param name="before">Time of the rules since the last step: decoding, before the first one.</param>
    /// <param name="took">Time of the step.</param>
    private void Measure(bool isProposal, IntakeStep step, Subject subject, TimeSpan before, TimeSpan took)
    {
        if (subject.Ballot is null)
            subject.Before += before + took;
        switch (step)
        {
            case HintStep:
                // The first step after form and signatures.
                if (isProposal)
                    _instruments.ProposalTook("decode", subject.Before - took);
                else
                    _instruments.BallotTook("decode", subject.Before - took);
                if (isProposal)
                    _instruments.ProposalTook("hashes", took);
                break;
            case WeighStep:
                _instruments.BallotTook("data", took);
                break;
            case FetchStep { Kind: FetchKind.Transaction }:
                _instruments.ProposalTook("txs", took);
                break;
            case FetchStep:
                _instruments.BallotTook("fetch", took);
                break;
            case DecodeStep:
                _instruments.BallotTook("votes", took);
                break;
            case ComputeStep when subject.Ballot is not null:
                _instruments.BallotTook("elig", took);
                break;
            case AdmitStep:
                _instruments.BallotTook("db_w", took);
                if (isProposal)
                    _instruments.ProposalTook("ballot", subject.Before + took);
                break;
            case LinkStep:
                _instruments.ProposalTook("link", took);
                break;
        }
    }

    private static string NameOf(IntakeFault fault) => fault switch
    {
        IntakeFault.Malformed => "mal",
        IntakeFault.Identity => "init",
        IntakeFault.Known => "known",
        IntakeFault.Late => "late",
        IntakeFault.Future => "future",
        IntakeFault.Genesis => "genesis",
        IntakeFault.ProposalSignature => "sigp",
        IntakeFault.BallotSignature => "sigb",
        IntakeFault.Data => "data",
        IntakeFault.Unavailable => "avail",
        IntakeFault.Votes => "vote",
        IntakeFault.Eligibility => "elig",
        _ => "pub",
    };

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
                var votes = decode.Ballot.Votes;
                _instruments.Voted(votes.Support.Count, votes.Against.Count, votes.Abstain.Count);
                var counted = TortoiseBallot.Of(decode.Ballot, parts.Atxs.IsMalicious(decode.Ballot.SmesherId));
                if (parts.Votes.DecodeBallot(counted, out subject.Decoded) is { } undecodable)
                    decode.Answer = Verdict.Ignore(undecodable.Message);
                break;
            case BeaconStep beacon:
                int slots = subject.Ballot!.EligibilityProofs.Count;
                _instruments.BeaconDeclared(beacon.Epoch.ToString(), beacon.Beacon.ToHex(), slots, beacon.Weight.ToDouble() * slots);
                parts.Beacons.BallotAccepted(beacon.Epoch, subject.Id, beacon.Beacon, beacon.Weight, slots);
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

        /// <summary>Time of all before the votes were decoded.</summary>
        public TimeSpan Before { get; set; }

        public BallotId Id { get; set; }
    }
}
