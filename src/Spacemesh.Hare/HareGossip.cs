using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>
/// All messages of a session with their reception times: graded gossip, threshold gossip and gradecast (spec 05 §5.5). Not thread-safe.
/// </summary>
/// <param name="threshold">Seats that decide.</param>
/// <param name="iterations">Iterations whose lists are kept; of later ones only what graded gossip needs.</param>
public sealed class HareGossip(uint threshold, byte iterations)
{
    private readonly Dictionary<IterRound, Dictionary<NodeId, GossipEntry>> _rounds = [];

    /// <summary>Stores a message unless its sender already has one in the round, or shows the sender's equivocation.</summary>
    public HareReception Receive(HareInput message, IterRound now)
    {
        if (!_rounds.TryGetValue(message.Round, out var senders))
            _rounds.Add(message.Round, senders = []);
        if (!senders.TryGetValue(message.Sender, out var stored))
        {
            senders.Add(message.Sender, new GossipEntry(Kept(message), now));
            return new HareReception(Relay: true, null);
        }

        if (stored.Message.Hash == message.Hash || stored.Malicious)
            return default;
        if (message.AtxGrade > stored.Message.AtxGrade)
            senders[message.Sender] = new GossipEntry(Kept(message), now) { Malicious = true, OtherReceived = stored.Received };
        else
            (stored.Malicious, stored.OtherReceived) = (true, now);
        return new HareReception(Relay: true, new HareEquivocation(stored.Message, message));
    }

    /// <summary>T: proposals with enough seats behind them among messages of at least a receive grade, ascending.</summary>
    public IReadOnlyList<ProposalId> Proposals(IterRound round, byte grade)
    {
        var tally = new SupportTally<ProposalId>();
        foreach (var entry in Counted(round, grade))
        {
            foreach (var id in entry.Message.Value.Proposals.Span)
                tally.Add(id, entry.Message.Eligibility.Count, entry.Malicious);
        }

        return tally.Supported(threshold);
    }

    /// <summary>Tref: the same for the references of commit and notify messages.</summary>
    public IReadOnlyList<Hash32> References(IterRound round, byte grade)
    {
        var tally = new SupportTally<Hash32>();
        foreach (var entry in Counted(round, grade))
        {
            if (entry.Message.Value.Reference is { } reference)
                tally.Add(reference, entry.Message.Eligibility.Count, entry.Malicious);
        }

        return tally.Supported(threshold);
    }

    /// <summary>The proposed lists of an iteration by the time they and their rivals of the same leader came; the smallest proof first.</summary>
    public IReadOnlyList<GradedProposals> Gradecast(byte iteration)
    {
        var round = new IterRound(iteration, HareRound.Propose);
        var graded = new List<(GradedProposals Proposals, NodeId Sender)>();
        foreach (var entry in Entries(round))
        {
            if (entry.Malicious && entry.OtherReceived is null)
                continue;
            uint late = RoundDelay.Between(entry.Received, round);
            uint otherLate = entry.OtherReceived is { } other ? RoundDelay.Between(other, round) : uint.MaxValue;
            byte grade = (entry.Message.AtxGrade, late) switch
            {
                (5, <= 1) when otherLate > 3 => 2,
                (>= 4, <= 2) when otherLate > 2 => 1,
                _ => 0,
            };
            if (grade == 0)
                continue;
            var list = entry.Message.Value.Proposals;
            graded.Add((new GradedProposals(list, HareRules.Reference(list.Span), entry.Message.Eligibility.Proof, grade), entry.Message.Sender));
        }

        graded.Sort(Smallest);
        return [.. graded.Select(item => item.Proposals)];
    }

    private static int Smallest((GradedProposals Proposals, NodeId Sender) left, (GradedProposals Proposals, NodeId Sender) right)
    {
        int order = Crypto.Vrf.VrfOrder.CompareLittleEndian(left.Proposals.Proof, right.Proposals.Proof);
        return order != 0 ? order : left.Sender.CompareTo(right.Sender);
    }

    private IEnumerable<GossipEntry> Entries(IterRound round) => _rounds.TryGetValue(round, out var senders) ? senders.Values : [];

    /// <summary>
    /// Entries that a tally counts. One honest sender of a low ATX grade lets all of that grade in; malicious ones cannot.
    /// </summary>
    private IEnumerable<GossipEntry> Counted(IterRound round, byte grade)
    {
        byte lowest = HareInput.FullGrade;
        foreach (var entry in Entries(round))
        {
            if (!entry.Malicious && RoundDelay.Grade(entry.Received, round) >= grade)
                lowest = Math.Min(lowest, entry.Message.AtxGrade);
        }

        return Entries(round).Where(entry => entry.Message.AtxGrade >= lowest && RoundDelay.Grade(entry.Received, round) >= grade);
    }

    /// <summary>The message without a list that no rule reads, so that useless rounds cannot fill the memory.</summary>
    private HareInput Kept(HareInput message)
    {
        bool read = message.Round is { Iter: 0, Round: HareRound.Preround } || (message.Round.Round == HareRound.Propose && message.Round.Iter < iterations);
        return read || message.Value.Proposals.IsEmpty ? message : message with { Value = message.Value with { Proposals = default } };
    }
}
