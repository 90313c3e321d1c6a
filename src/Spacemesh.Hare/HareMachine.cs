using Spacemesh.Codec;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>
/// The agreement on a set of proposals in one layer: messages in, rounds out (spec 05 §5.5). It knows no time; the round that it would
/// execute next is the time at which messages arrive. Hare 3 and hare 4 are the same here. Not thread-safe.
/// </summary>
/// <param name="threshold">Seats that decide.</param>
/// <param name="iterations">Iterations whose proposed lists matter.</param>
public sealed class HareMachine(uint threshold, byte iterations = byte.MaxValue)
{
    private static readonly IterRound Preround = new(0, HareRound.Preround);

    private readonly SortedDictionary<Hash32, ScaleList<ProposalId>> _valid = [];
    private VrfSignature? _coin;
    private bool _coinShown;

    /// <summary>The round that <see cref="Next"/> executes.</summary>
    public IterRound Current { get; private set; } = Preround;

    /// <summary>What this node says in the preround.</summary>
    public ScaleList<ProposalId> Initial { get; set; }

    /// <summary>All messages so far.</summary>
    public HareGossip Gossip { get; } = new(threshold, iterations);

    /// <summary>Reference of the agreed list.</summary>
    public Hash32? Result { get; private set; }

    /// <summary>Reference that this node commits to, or must see again in a proposal.</summary>
    public Hash32? Locked { get; private set; }

    /// <summary>Whether the lock holds without a proposal.</summary>
    public bool HardLocked { get; private set; }

    /// <summary>References whose lists are known and had support, ascending.</summary>
    public IReadOnlyCollection<Hash32> Valid => _valid.Keys;

    /// <summary>Takes a verified message.</summary>
    public HareReception Receive(HareInput message)
    {
        var reception = Gossip.Receive(message, Current);
        // Malicious senders flip the coin too: who is known as malicious differs from node to node.
        if (reception.Relay && message.Round.Round == HareRound.Preround && VrfOrder.CompareLittleEndian(message.Eligibility.Proof, in _coin) < 0)
            _coin = message.Eligibility.Proof;
        return reception;
    }

    /// <summary>Executes the current round and goes to the next.</summary>
    public HareOutput Next()
    {
        var executed = Current;
        HareValue? message = null;
        ScaleList<ProposalId>? result = null;
        bool terminated = false;
        switch (executed.Round)
        {
            case HareRound.Preround:
                message = new HareValue(Initial, null);
                break;
            case HareRound.Hardlock:
                terminated = Result is not null;
                result = Decide();
                Hardlock();
                break;
            case HareRound.Softlock when executed.Iter > 0 && !HardLocked:
                Locked = Known(Before(HareRound.Commit), 3);
                break;
            case HareRound.Propose:
                message = new HareValue(Proposed(), null);
                break;
            case HareRound.Commit:
                message = Reference(Committed());
                break;
            case HareRound.Notify:
                message = Reference(Result ?? Known(new IterRound(executed.Iter, HareRound.Commit), 5));
                break;
        }

        bool? coin = null;
        if (executed.Round >= HareRound.Softlock && _coin is { } smallest && !_coinShown)
        {
            coin = VrfOrder.LeastSignificantBit(in smallest) != 0;
            _coinShown = true;
        }

        Advance();
        return new HareOutput(executed, message, coin, result, terminated);
    }

    private static HareValue? Reference(Hash32? reference) => reference is null ? null : new HareValue(default, reference);

    private void Advance() => Current = Current switch
    {
        { Round: HareRound.Preround } => new IterRound(Current.Iter, HareRound.Softlock),
        { Round: HareRound.Notify } => new IterRound(unchecked((byte)(Current.Iter + 1)), HareRound.Hardlock),
        _ => Current with { Round = Current.Round + 1 },
    };

    /// <summary>A round of the iteration before; before the first one comes a key that no honest message has (spec 05 §5.5).</summary>
    private IterRound Before(HareRound round) => new(unchecked((byte)(Current.Iter - 1)), round);

    /// <summary>A supported reference whose list is known. Several would need a dishonest majority; then the smallest is taken.</summary>
    private Hash32? Known(IterRound round, byte grade)
    {
        foreach (var reference in Gossip.References(round, grade))
        {
            if (_valid.ContainsKey(reference))
                return reference;
        }

        return null;
    }

    private ScaleList<ProposalId>? Decide()
    {
        if (Known(Before(HareRound.Notify), 5) is not { } notified || Result is not null)
            return null;
        Result = notified;
        return _valid[notified];
    }

    private void Hardlock()
    {
        Locked = Known(Before(HareRound.Commit), 4);
        HardLocked = Locked is not null;
    }

    private ScaleList<ProposalId> Proposed() =>
        Current.Iter > 0 && Known(Before(HareRound.Commit), 2) is { } committed
            ? _valid[committed]
            : Gossip.Proposals(Preround, 4).ToScaleList();

    private Hash32? Committed()
    {
        var graded = Gossip.Gradecast(Current.Iter);
        var grade2 = Gossip.Proposals(Preround, 2).ToHashSet();
        foreach (var proposed in graded)
        {
            if (IsSubset(proposed, grade2))
                _valid[proposed.Reference] = proposed.Proposals;
        }

        if (HardLocked && Locked is not null)
            return Locked;
        var grade3 = Gossip.Proposals(Preround, 3).ToHashSet();
        var grade5 = Gossip.Proposals(Preround, 5);
        var committed = Gossip.References(Before(HareRound.Commit), 1);
        foreach (var proposed in graded)
        {
            if (proposed.Grade == 2
                && _valid.ContainsKey(proposed.Reference)
                && IsSubset(proposed, grade3)
                && (Contains(proposed, grade5) || committed.Contains(proposed.Reference))
                && (Locked is null || Locked == proposed.Reference))
            {
                return proposed.Reference;
            }
        }

        return null;
    }

    private static bool IsSubset(GradedProposals proposed, HashSet<ProposalId> of) => proposed.Proposals.All(of.Contains);

    private static bool Contains(GradedProposals proposed, IReadOnlyList<ProposalId> all)
    {
        var list = proposed.Proposals.ToHashSet();
        return all.All(list.Contains);
    }
}
