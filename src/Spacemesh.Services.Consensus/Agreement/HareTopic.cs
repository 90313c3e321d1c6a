using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Agreement;

/// <summary>
/// The gossip of one rule set: opened and admitted in the hare inbox, verified on the work pool in between (spec 05 §5.4, §6).
/// </summary>
internal sealed class HareTopic
{
    private static readonly Verdict Full = Verdict.Ignore("the hare inbox is full");

    private readonly HareParts _parts;
    private readonly Inbox _inbox;
    private readonly HareVerification _verification;
    private readonly HareInstruments _instruments;

    public HareTopic(HareParts parts, HareOptions rules, Inbox inbox, FullExchange exchange)
    {
        (_parts, _inbox, Rules) = (parts, inbox, rules);
        _instruments = parts.Instruments.Hare(rules.Format.Compacts);
        _verification = new HareVerification(parts.Verifier, parts.Oracle, parts.Atxs);
        Intake = new HareIntake(rules.Format, _verification, parts.Proposals, exchange);
        Outbox = new HareOutbox(rules.Format, parts.Proposals, exchange);
    }

    public HareOptions Rules { get; }

    /// <summary>Touched in the inbox only.</summary>
    public HareIntake Intake { get; }

    /// <inheritdoc cref="Intake"/>
    public HareOutbox Outbox { get; }

    public async ValueTask<Verdict> JudgeAsync(PeerId from, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (!_inbox.TryAsk(() => Intake.Open(message.Span), out var opened))
            return Full;
        var received = _parts.Time.GetUtcNow();
        var opening = await opened;
        while (true)
        {
            if (opening.Candidate is { } said)
                Measure(said, received);
            var receipt = opening.Candidate is { } candidate ? await VerifyAsync(candidate, cancellationToken) : opening.Receipt!;
            Count(receipt.Refusal);
            if (receipt.Evidence is { } proof)
                _parts.Malfeasance.Report(Culprit(proof), proof, _parts.Time.GetUtcNow());
            if (receipt.Pending is not { } pending)
                return receipt.Verdict;
            if (pending.Unsigned)
                _parts.Instruments.Compacts.SignatureFailed();
            var (full, failure) = await FetchAsync(from, pending, cancellationToken);
            opening = failure is null
                ? await _inbox.AskAsync(() => Intake.Reopen(pending, full), cancellationToken)
                : Intake.Abandon(pending, failure);
        }
    }

    private void Measure(HareCandidate candidate, DateTimeOffset received)
    {
        var message = candidate.Message;
        _instruments.MessageCame(Rules.Topic, NameOf(message.Round.Round), received - _parts.Clock.StartOf(message.Layer) - Rules.Offset(message.Round));
        if (candidate.ShortIds > 0)
            _parts.Instruments.Compacts.IdsReceived(candidate.ShortIds);
    }

    private void Count(HareRefusal refusal)
    {
        if (refusal == HareRefusal.Dropped)
            _instruments.MessageDropped();
        else if (refusal != HareRefusal.None)
            _instruments.MessageRefused(refusal switch { HareRefusal.Malformed => "malformed", HareRefusal.NotRegistered => "not_registered", HareRefusal.Signature => "signature", _ => "oracle" });
    }

    private static string NameOf(HareRound round) => round switch
    {
        HareRound.Preround => "preround",
        HareRound.Propose => "propose",
        HareRound.Commit => "commit",
        HareRound.Notify => "notify",
        _ => "other",
    };

    private static NodeId Culprit(Wire.Malfeasance.MalfeasanceProof proof) => ((Wire.Malfeasance.HareEquivocationProof)proof.Data).Messages.First.SmesherId;

    private async ValueTask<HareReceipt> VerifyAsync(HareCandidate candidate, CancellationToken cancellationToken)
    {
        long began = _parts.Time.GetTimestamp();
        var (signed, eligible) = await _parts.Work.RunAsync(_ => _verification.Verify(candidate), WorkPriority.High, cancellationToken);
        _instruments.ClaimsChecked(_parts.Time.GetElapsedTime(began));
        var message = candidate.Message;
        if (signed && _parts.OwnKeys is { } watch && watch.IsOwn(message.Sender))
        {
            var slot = new SigningSlot(SigningSlotKind.Hare, message.Layer.Value, message.Round.Absolute);
            watch.Seen(message.Sender, SigningDomain.Hare, candidate.SignedBytes(), slot);
        }

        began = _parts.Time.GetTimestamp();
        var receipt = await _inbox.AskAsync(() => Intake.Admit(candidate, signed, eligible), cancellationToken);
        _instruments.MessageSubmitted(_parts.Time.GetElapsedTime(began));
        return receipt;
    }

    /// <summary>The full list behind a compacted message, from the peer that delivered it (not from its author).</summary>
    private async ValueTask<(ScaleList<ProposalId> List, string? Failure)> FetchAsync(
        PeerId from, PendingHareMessage pending, CancellationToken cancellationToken)
    {
        if (from.IsNone)
            return (default, "an own message has nobody to ask");
        _parts.Instruments.Compacts.ListAsked();
        var (list, failure) = await AskAsync(from, pending, cancellationToken);
        if (failure is not null)
            _parts.Instruments.Compacts.ListFailed();
        return (list, failure);
    }

    private async ValueTask<(ScaleList<ProposalId> List, string? Failure)> AskAsync(PeerId from, PendingHareMessage pending, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(FullExchange.Timeout, _parts.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var response = await _parts.Requests.RequestAsync(from, FullExchange.Protocol, FullExchange.Request(pending.MessageId), both.Token);
            return FullExchange.TryReadResponse(response.Span, out var list, out string? failure) ? (list, null) : (default, failure);
        }
        catch (PeerRequestException exception)
        {
            return (default, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (default, $"no answer within {FullExchange.Timeout}");
        }
    }
}
