using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>
/// The one way of gossiped hare messages of a format into their sessions: decode, structure, session, full list, signature, eligibility,
/// machine (spec 05 §5.4, §6). Own messages come this way too. Not thread-safe.
/// </summary>
public sealed class HareIntake(HareFormat format, IHareChecks checks, ProposalStore store, FullExchange exchange)
{
    private static readonly Verdict InvalidSignature = Verdict.Reject("invalid signature");

    private readonly Dictionary<LayerId, HareSession> _sessions = [];

    /// <summary>Layers whose sessions take messages, in no order.</summary>
    public IReadOnlyCollection<LayerId> Layers => _sessions.Keys;

    /// <summary>From now on the session takes messages.</summary>
    public void Register(HareSession session) => _sessions.Add(session.Layer, session);

    /// <summary>The session is over; what comes for its layer is ignored.</summary>
    public void Unregister(LayerId layer) => _sessions.Remove(layer);

    /// <summary>Takes a message with all its checks at once.</summary>
    public HareReceipt Receive(ReadOnlySpan<byte> bytes) => Judge(Open(bytes));

    /// <summary>
    /// The checks up to the signature: what is left either has a receipt, or claims that the owner verifies where it likes before
    /// <see cref="Admit"/>.
    /// </summary>
    public HareOpening Open(ReadOnlySpan<byte> bytes)
    {
        if (!format.TryDecode(bytes, out var message, out var error))
            return HareReceipt.Of(Verdict.Reject($"decoding error {error}"), refusal: HareRefusal.Malformed);
        if (HareRules.Fault(message.Round.Round, message.Value.Reference) is { } fault)
            return HareReceipt.Of(Verdict.Reject($"validation {fault}"), refusal: HareRefusal.Malformed);
        if (!_sessions.TryGetValue(message.Layer, out var session))
            return Unregistered(message.Layer);
        if (!format.Compacts || message.Round.Round != HareRound.Preround)
            return new HareCandidate(session, message, format.HashBody(message), null);
        var local = store.OfLayer(message.Layer);
        if (local.Count == 0)
            return HareReceipt.Of(Verdict.Ignore("no proposals of the layer"));
        var messageId = format.HashBody(message);
        if (!TryRebuild(local, message.Compact, out var proposals))
            return HareReceipt.Wait(new PendingHareMessage(session, message, messageId, unsigned: false));
        var rebuilt = message.WithProposals(proposals);
        return new HareCandidate(session, rebuilt, format.HashBody(rebuilt), new CompactedHareMessage(message, messageId, Fetched: false));
    }

    /// <summary>Goes on with the list that the delivering peer gave, with all checks at once.</summary>
    public HareReceipt Resume(PendingHareMessage pending, ScaleList<ProposalId> full) => Judge(Reopen(pending, full));

    /// <summary>Goes on with the list that the delivering peer gave. Its order is trusted only where the signature decides about it.</summary>
    public HareOpening Reopen(PendingHareMessage pending, ScaleList<ProposalId> full)
    {
        if (pending.Unsigned && full.Count != pending.Received.Compact.Count)
            return HareReceipt.Of(Verdict.Ignore($"signature verify: full list has {full.Count} proposals, the message {pending.Received.Compact.Count}"));
        var message = pending.Received.WithProposals(pending.Unsigned ? full : full.Order().ToScaleList());
        return new HareCandidate(
            pending.Session, message, format.HashBody(message), new CompactedHareMessage(pending.Received, pending.MessageId, Fetched: true));
    }

    /// <summary>Takes a message whose claims were verified.</summary>
    /// <param name="candidate">The message.</param>
    /// <param name="signed">Whether its signature holds.</param>
    /// <param name="eligible">Whether the sender has the seats that it claims; not read where the signature does not hold.</param>
    public HareReceipt Admit(HareCandidate candidate, bool signed, bool eligible)
    {
        var message = candidate.Message;
        if (!signed)
        {
            return candidate.Compacted is { Fetched: false } compacted
                ? HareReceipt.Wait(new PendingHareMessage(candidate.Session, compacted.Received, compacted.MessageId, unsigned: true))
                : HareReceipt.Of(InvalidSignature, refusal: HareRefusal.Signature);
        }

        // The session may have ended while the claims were verified.
        if (!_sessions.TryGetValue(message.Layer, out var session) || session != candidate.Session)
            return Unregistered(message.Layer);
        bool malicious = checks.IsMalicious(message.Sender);
        if (message.Eligibility.Count == 0 || !eligible)
            return HareReceipt.Of(Verdict.Ignore("zero grade"), refusal: HareRefusal.Oracle);
        if (message.Round.Round > HareRound.Notify)
            return HareReceipt.Of(Verdict.Ignore($"no such round: {(byte)message.Round.Round}"));
        var reception = session.Machine.Receive(new HareInput(
            message.Round,
            message.Sender,
            message.Value,
            message.Eligibility,
            candidate.Hash,
            message.Signature,
            HareInput.FullGrade,
            malicious));
        var evidence = reception.Equivocation is { } equivocation && !malicious ? EquivocationRules.Prove(message.Layer, equivocation) : null;
        if (!reception.Relay)
            return HareReceipt.Of(Verdict.Ignore("dropped by graded gossip"), evidence, HareRefusal.Dropped);
        // Only what is relayed will be asked for; anything more would be a way to fill the memory.
        if (candidate.Compacted is { } sent)
            exchange.Remember(sent.MessageId, message.Layer, message.Value.Proposals);
        return HareReceipt.Of(Verdict.Accept, evidence);
    }

    /// <summary>Gives up: the peer has no list, or none that can be read.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Both ends of a wait stand side by side.")]
    public HareReceipt Abandon(PendingHareMessage pending, string reason) =>
        HareReceipt.Of(Verdict.Ignore($"{(pending.Unsigned ? "signature verify: " : "")}fetch full: {reason}"));

    /// <summary>The sorted proposals behind short ids, each of which takes the first that is left; false where one is missing.</summary>
    private static bool TryRebuild(IReadOnlyCollection<StoredProposal> local, ScaleList<CompactProposalId> compact, out ScaleList<ProposalId> proposals)
    {
        proposals = default;
        var byCompact = new Dictionary<CompactProposalId, Queue<ProposalId>>();
        foreach (var proposal in local)
        {
            if (proposal.CompactId is not { } id)
                continue;
            if (!byCompact.TryGetValue(id, out var same))
                byCompact.Add(id, same = new Queue<ProposalId>());
            same.Enqueue(proposal.Id);
        }

        var matched = new List<ProposalId>(Math.Min(compact.Count, local.Count));
        foreach (var id in compact)
        {
            if (!byCompact.TryGetValue(id, out var same) || !same.TryDequeue(out var proposal))
                return false;
            matched.Add(proposal);
        }

        matched.Sort();
        proposals = matched.ToScaleList();
        return true;
    }

    private static HareReceipt Unregistered(LayerId layer) => HareReceipt.Of(Verdict.Ignore($"layer {layer} is not registered"), refusal: HareRefusal.NotRegistered);

    private HareReceipt Judge(HareOpening opening)
    {
        if (opening.Candidate is not { } candidate)
            return opening.Receipt!;
        var signature = candidate.Message.Signature;
        bool signed = checks.IsSigned(candidate.Message.Sender, candidate.SignedBytes(), in signature);
        bool eligible = signed && candidate.Message.Eligibility.Count > 0 && checks.IsEligible(candidate.Session, candidate.Message);
        return Admit(candidate, signed, eligible);
    }
}
