using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Consensus.Committees;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Agreement;

/// <summary>Runs one session: draws seats, waits for each round, publishes, hands on what comes out (spec 05 §5.7).</summary>
internal sealed class SessionDriver(
    HareParts parts, HareTopic topic, Inbox inbox, HareSession session, IReadOnlyList<ISigner> signers)
{
    private readonly SeatDraw _draw = new(parts.Oracle, parts.Work);
    private readonly DateTimeOffset _start = parts.Clock.StartOf(session.Layer);
    private readonly HareInstruments _instruments = parts.Instruments.Hare(topic.Rules.Format.Compacts);
    private bool _toldNoSeats;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        bool agreed = false;
        try
        {
            agreed = await RunRoundsAsync(cancellationToken) == HareEnd.Agreed;
        }
        finally
        {
            // After an agreed end the block loop releases the layer.
            if (!agreed)
                parts.Patrol.CompleteHare(session.Layer);
        }
    }

    private async Task<HareEnd> RunRoundsAsync(CancellationToken cancellationToken)
    {
        var seats = await DrawAsync(session.Upcoming, cancellationToken);
        bool active = seats.Count > 0;
        ScaleList<ProposalId> selected = default;
        await parts.Clock.WaitUntilAsync(_start + session.Offset(active), cancellationToken);
        if (active)
        {
            long began = parts.Time.GetTimestamp();
            selected = Select();
            _instruments.ProposalsSelected(parts.Time.GetElapsedTime(began));
        }

        while (true)
        {
            var step = await inbox.AskAsync(() => Execute(selected), cancellationToken);
            if (step.Message is { } said && seats.Count > 0)
                await PublishAsync(step.Round, said, seats, cancellationToken);
            await HandOnAsync(step, cancellationToken);
            if (step.End != HareEnd.Running)
                return step.End;
            seats = await DrawAsync(session.Upcoming, cancellationToken);
            await parts.Clock.WaitUntilAsync(_start + session.Offset(active: true), cancellationToken);
        }
    }

    /// <summary>In the inbox.</summary>
    private HareStep Execute(ScaleList<ProposalId> selected)
    {
        if (session.Upcoming.Round == HareRound.Preround)
            session.Propose(selected);
        var step = session.Execute();
        if (step.End != HareEnd.Running)
            topic.Intake.Unregister(session.Layer);
        return step;
    }

    private async ValueTask<IReadOnlyList<OwnSeats>> DrawAsync(IterRound round, CancellationToken cancellationToken)
    {
        if (!round.IsMessageRound)
            return [];
        uint committee = session.Options.CommitteeFor(session.Layer, round.Round);
        long began = parts.Time.GetTimestamp();
        var (seats, failure) = await _draw.DrawAsync(session.Layer, round.Absolute, committee, signers, cancellationToken);
        _instruments.SeatsDrawn(parts.Time.GetElapsedTime(began));
        // What is missing in one round is missing in the others too: once a layer is enough.
        if (failure is not null && !_toldNoSeats)
        {
            _toldNoSeats = true;
            ConsensusLog.NoSeats(parts.Log, session.Layer, failure.Message);
        }

        if (seats.Count > 0)
            ConsensusLog.Seated(parts.Log, session.Layer, seats.Sum(seat => seat.Count), seats.Count, round.Iter, round.Round);
        return seats;
    }

    /// <summary>Nothing where the node's own ATXs cannot be read (spec 05 §5.8).</summary>
    private ScaleList<ProposalId> Select()
    {
        var epoch = parts.Oracle.Network.EpochOf(session.Layer);
        if (epoch.Value == 0)
            return default;
        var published = new EpochId(epoch.Value - 1);
        try
        {
            var own = signers.Select(signer => parts.State.Atxs.InEpochBy(published, signer.NodeId)).OfType<AtxId>().ToList();
            var atxs = new HareVerification(parts.Verifier, parts.Oracle, parts.Atxs);
            return ProposalSelection.Select(parts.Proposals.OfLayer(session.Layer), session.Beacon, epoch, own, atxs);
        }
        catch (StorageException exception)
        {
            ConsensusLog.NotSelected(parts.Log, exception, session.Layer);
            return default;
        }
    }

    private async Task HandOnAsync(HareStep step, CancellationToken cancellationToken)
    {
        if (step.Coin is { } coin)
        {
            ConsensusLog.Coin(parts.Log, session.Layer, coin);
            _instruments.SessionIs("weakcoin");
            parts.Pipeline.SetWeakCoin(session.Layer, coin);
        }

        if (step.Result is { } result)
        {
            ConsensusLog.Agreed(parts.Log, session.Layer, result.Count);
            _instruments.SessionIs("result");
            parts.Events.Publish(new HareAgreed(session.Layer, result));
            await parts.Results.WriteAsync(new HareResult(session.Layer, result), cancellationToken);
        }

        if (step.End != HareEnd.Running)
            _instruments.SessionIs("terminated");
        if (step.End == HareEnd.LimitReached)
            _instruments.SessionFailed();
        if (step.End == HareEnd.LimitReached)
            ConsensusLog.NoConsensus(parts.Log, session.Layer, session.Options.IterationsLimit);
        else if (step.End != HareEnd.Running)
            ConsensusLog.Ended(parts.Log, session.Layer, step.End);
    }

    /// <summary>
    /// Every eligible smesher says the same. The node's own messages are counted when this returns, so that rounds whose time has passed
    /// already still hear of each other.
    /// </summary>
    private async Task PublishAsync(IterRound round, HareValue said, IReadOnlyList<OwnSeats> speakers, CancellationToken cancellationToken)
    {
        var slot = new SigningSlot(SigningSlotKind.Hare, session.Layer.Value, round.Absolute);
        var drafts = new List<HareMessage>(speakers.Count);
        var requests = new List<SigningRequest>(speakers.Count);
        foreach (var speaker in speakers)
        {
            if (HareOutbox.Draft(session, round, said, new HareEligibility(speaker.Proof, speaker.Count), speaker.Signer.NodeId) is not { } draft)
            {
                ConsensusLog.Unsealed(parts.Log, speaker.Signer.NodeId, session.Layer, $"{said.Proposals.Count} proposals are more than a message carries");
                return;
            }

            drafts.Add(draft);
            requests.Add(new SigningRequest(speaker.Signer, SigningDomain.Hare, topic.Outbox.SignedBytes(draft), slot));
        }

        var signed = await parts.Work.RunAsync(_ => parts.Signers.SignEach(requests), WorkPriority.High, cancellationToken);
        for (int i = 0; i < drafts.Count; i++)
        {
            if (signed[i].Refusal is { } refusal)
            {
                ConsensusLog.Unsigned(parts.Log, topic.Rules.Topic, refusal.Message);
                continue;
            }

            var (draft, signature) = (drafts[i], signed[i].Signature);
            byte[]? bytes = await inbox.AskAsync(() => topic.Outbox.TrySeal(draft, signature, out byte[]? made) ? made : null, cancellationToken);
            if (bytes is null)
                ConsensusLog.Unsealed(parts.Log, draft.Sender, session.Layer, "a proposal is not stored any more, or has no eligibility");
            else
                await GossipAsync(bytes, cancellationToken);
        }
    }

    private async Task GossipAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Gossip.PublishAsync(topic.Rules.Topic, bytes, cancellationToken);
        }
        catch (GossipRefusedException refused)
        {
            ConsensusLog.Refused(parts.Log, topic.Rules.Topic, refused.Verdict);
        }
    }
}
