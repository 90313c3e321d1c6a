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

    public HareReceipt Receive(ReadOnlySpan<byte> bytes)
    {
        if (!format.TryDecode(bytes, out var message, out var error))
            return HareReceipt.Of(Verdict.Reject($"decoding error {error}"));
        if (HareRules.Fault(message.Round.Round, message.Value.Reference) is { } fault)
            return HareReceipt.Of(Verdict.Reject($"validation {fault}"));
        if (!_sessions.TryGetValue(message.Layer, out var session))
            return HareReceipt.Of(Verdict.Ignore($"layer {message.Layer} is not registered"));
        if (!format.Compacts || message.Round.Round != HareRound.Preround)
            return IsSigned(message) ? Admit(session, message, null) : HareReceipt.Of(InvalidSignature);

        var local = store.OfLayer(message.Layer);
        if (local.Count == 0)
            return HareReceipt.Of(Verdict.Ignore("no proposals of the layer"));
        var messageId = format.HashBody(message);
        if (!TryRebuild(local, message.Compact, out var proposals))
            return HareReceipt.Wait(new PendingHareMessage(session, message, messageId, unsigned: false));
        var rebuilt = message.WithProposals(proposals);
        return IsSigned(rebuilt)
            ? Admit(session, rebuilt, messageId)
            : HareReceipt.Wait(new PendingHareMessage(session, message, messageId, unsigned: true));
    }

    /// <summary>Goes on with the list that the delivering peer gave. Its order is trusted only where the signature decides about it.</summary>
    public HareReceipt Resume(PendingHareMessage pending, ScaleList<ProposalId> full)
    {
        if (pending.Unsigned && full.Count != pending.Received.Compact.Count)
            return HareReceipt.Of(Verdict.Ignore($"signature verify: full list has {full.Count} proposals, the message {pending.Received.Compact.Count}"));
        var message = pending.Received.WithProposals(pending.Unsigned ? full : full.Order().ToScaleList());
        return IsSigned(message) ? Admit(pending.Session, message, pending.MessageId) : HareReceipt.Of(InvalidSignature);
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

    private bool IsSigned(HareMessage message)
    {
        var signature = message.Signature;
        return checks.IsSigned(message.Sender, Scale.Encode(format.Metadata(message)), in signature);
    }

    /// <param name="session">The session of the message's layer.</param>
    /// <param name="message">As signed.</param>
    /// <param name="compacted">Id of the message as sent, where it was compacted.</param>
    private HareReceipt Admit(HareSession session, HareMessage message, Hash32? compacted)
    {
        bool malicious = checks.IsMalicious(message.Sender);
        if (message.Eligibility.Count == 0 || !checks.IsEligible(session, message))
            return HareReceipt.Of(Verdict.Ignore("zero grade"));
        if (message.Round.Round > HareRound.Notify)
            return HareReceipt.Of(Verdict.Ignore($"no such round: {(byte)message.Round.Round}"));

        var reception = session.Machine.Receive(new HareInput(
            message.Round,
            message.Sender,
            message.Value,
            message.Eligibility,
            format.HashBody(message),
            message.Signature,
            HareInput.FullGrade,
            malicious));
        var evidence = reception.Equivocation is { } equivocation && !malicious ? EquivocationRules.Prove(message.Layer, equivocation) : null;
        if (!reception.Relay)
            return HareReceipt.Of(Verdict.Ignore("dropped by graded gossip"), evidence);
        // Only what is relayed will be asked for; anything more would be a way to fill the memory.
        if (compacted is { } messageId)
            exchange.Remember(messageId, message.Layer, message.Value.Proposals);
        return HareReceipt.Of(Verdict.Accept, evidence);
    }
}
