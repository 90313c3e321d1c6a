using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

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

    public HareTopic(HareParts parts, HareOptions rules, Inbox inbox, FullExchange exchange)
    {
        (_parts, _inbox, Rules) = (parts, inbox, rules);
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
        var opening = await opened;
        while (true)
        {
            var receipt = opening.Candidate is { } candidate ? await VerifyAsync(candidate, cancellationToken) : opening.Receipt!;
            if (receipt.Evidence is { } proof)
                _parts.Malfeasance.Report(Culprit(proof), proof, _parts.Time.GetUtcNow());
            if (receipt.Pending is not { } pending)
                return receipt.Verdict;
            var (full, failure) = await FetchAsync(from, pending, cancellationToken);
            opening = failure is null
                ? await _inbox.AskAsync(() => Intake.Reopen(pending, full), cancellationToken)
                : Intake.Abandon(pending, failure);
        }
    }

    private static NodeId Culprit(Wire.Malfeasance.MalfeasanceProof proof) => ((Wire.Malfeasance.HareEquivocationProof)proof.Data).Messages.First.SmesherId;

    private async ValueTask<HareReceipt> VerifyAsync(HareCandidate candidate, CancellationToken cancellationToken)
    {
        var (signed, eligible) = await _parts.Work.RunAsync(_ => _verification.Verify(candidate), WorkPriority.High, cancellationToken);
        var message = candidate.Message;
        if (signed && _parts.OwnKeys is { } watch && watch.IsOwn(message.Sender))
        {
            var slot = new SigningSlot(SigningSlotKind.Hare, message.Layer.Value, message.Round.Absolute);
            watch.Seen(message.Sender, SigningDomain.Hare, candidate.SignedBytes(), slot);
        }

        return await _inbox.AskAsync(() => Intake.Admit(candidate, signed, eligible), cancellationToken);
    }

    /// <summary>The full list behind a compacted message, from the peer that delivered it (not from its author).</summary>
    private async ValueTask<(ScaleList<ProposalId> List, string? Failure)> FetchAsync(
        PeerId from, PendingHareMessage pending, CancellationToken cancellationToken)
    {
        if (from.IsNone)
            return (default, "an own message has nobody to ask");
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
