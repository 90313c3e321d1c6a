using Spacemesh.Codec;
using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Services.Consensus.Lockstep;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Tests.Lockstep;

/// <summary>Which disagreements of timely nodes the campaign excuses: four nodes of 15 seats each, a faulty smesher of 15, 38 decide.</summary>
public sealed class SafetyArgumentTests
{
    private const int Timely = 4;
    private const byte Faulty = 9;
    private const ushort Seats = 15;

    private static readonly ScaleList<ProposalId> Long = List("abc");
    private static readonly ScaleList<ProposalId> Short = List("ab");
    private static readonly Hash32 X = HareRules.Reference(Long.Span);
    private static readonly Hash32 Y = HareRules.Reference(Short.Span);
    private static readonly IterRound Preround = new(0, HareRound.Preround);
    private static readonly IterRound Propose = new(0, HareRound.Propose);
    private static readonly IterRound Commit = new(0, HareRound.Commit);
    private static readonly IterRound Notify = new(0, HareRound.Notify);

    private readonly LayerId _layer = LockstepPlan.First;
    private readonly HareOptions _rules = LockstepPlan.Draw(3, nodes: 10).Schedule.At(LockstepPlan.First)! with { Committee = 75, CommitteeUpgrade = null };
    private readonly Dictionary<(IterRound Round, NodeId Sender), List<HeardMessage>>[] _heard = [.. Enumerable.Range(0, Timely).Select(_ => new Dictionary<(IterRound, NodeId), List<HeardMessage>>())];

    [Fact]
    public void Where_everybody_heard_the_same_the_node_that_outputs_another_list_is_wrong()
    {
        for (byte node = 0; node < Timely; node++)
        {
            Everywhere(Preround, node, Long);
            Everywhere(Commit, node, X);
            Everywhere(Notify, node, X);
        }

        Everywhere(Propose, 0, Long);
        Assert.Null(Gap(0, X, 1, Y));
    }

    [Fact]
    public void An_output_without_a_majority_of_seats_is_wrong()
    {
        for (byte node = 0; node < Timely; node++)
        {
            Everywhere(Preround, node, Long);
            Everywhere(Commit, node, X);
        }

        Everywhere(Propose, 0, Long);
        Everywhere(Notify, 0, X);
        Assert.Null(Gap(0, X, 1, Y));
    }

    [Fact]
    public void Faulty_seats_that_decide_about_a_proposal_void_the_layer() =>
        Assert.Contains("15 seats of the faulty decide about", PreroundDecidedBy(Faulty), StringComparison.Ordinal);

    [Fact]
    public void Seats_of_a_timely_smesher_that_only_one_node_heard_do_not() => Assert.Null(PreroundDecidedBy(sender: 2));

    [Fact]
    public void A_lock_that_is_lost_for_lack_of_timely_seats_voids_the_layer()
    {
        for (byte node = 0; node < Timely; node++)
        {
            Everywhere(Preround, node, Long);
            Everywhere(Commit, node, X);
        }

        // Node 0 alone hears of the notify message that makes a majority, and nobody else has seats in the next iteration.
        Everywhere(Propose, 0, Long);
        Everywhere(Notify, 0, X);
        Everywhere(Notify, 1, X);
        Hear([0], Notify, Faulty, X);
        for (byte node = 0; node < Timely; node++)
            Everywhere(new IterRound(1, HareRound.Notify), node, Y);
        Everywhere(new IterRound(1, HareRound.Commit), 2, X);
        Assert.Contains("the timely have 15 seats in Commit 1, less than the 38", Gap(0, X, 1, Y), StringComparison.Ordinal);
    }

    [Fact]
    public void A_timely_node_that_breaks_its_lock_is_wrong()
    {
        for (byte node = 0; node < Timely; node++)
        {
            Everywhere(Preround, node, Long);
            Everywhere(Commit, node, X);
        }

        Everywhere(Propose, 0, Long);
        Everywhere(Notify, 0, X);
        Everywhere(Notify, 1, X);
        Hear([0], Notify, Faulty, X);
        for (byte node = 1; node < Timely; node++)
        {
            Everywhere(new IterRound(1, HareRound.Commit), node, Y);
            Everywhere(new IterRound(1, HareRound.Notify), node, Y);
        }

        Assert.Null(Gap(0, X, 1, Y));
    }

    [Fact]
    public void Faulty_seats_that_are_a_majority_void_the_layer()
    {
        for (byte node = 0; node < Timely; node++)
        {
            Everywhere(Preround, node, Long);
            Everywhere(Notify, node, Y);
        }

        Hear([0], Notify, Faulty, X, seats: 40);
        Assert.Contains("the faulty alone have a majority of seats", Gap(0, X, 1, Y), StringComparison.Ordinal);
    }

    /// <summary>
    /// Proposal c has 30 seats of two nodes everywhere, and 15 more with nodes 0 and 1 only, which therefore commit to the long list while the
    /// others cannot; one of the two outputs it, the rest agrees on the short one in the next iteration.
    /// </summary>
    private string? PreroundDecidedBy(byte sender)
    {
        for (byte node = 0; node < Timely; node++)
        {
            if (node != sender)
                Everywhere(Preround, node, node is 0 or 1 || sender != Faulty ? (node == 3 ? Short : Long) : Short);
        }

        Hear([0, 1], Preround, sender, Long);
        Hear([2, 3], Preround, sender, Short);
        Everywhere(Propose, 0, Long);
        Everywhere(Propose, 3, Short);
        Everywhere(Commit, 0, X);
        Everywhere(Commit, 1, X);
        Everywhere(Commit, Faulty, X);
        Everywhere(Notify, 0, X);
        Everywhere(Notify, 1, X);
        Hear([0], Notify, Faulty, X);
        for (byte node = 1; node < Timely; node++)
        {
            Everywhere(new IterRound(1, HareRound.Commit), node, Y);
            Everywhere(new IterRound(1, HareRound.Notify), node, Y);
        }

        return Gap(0, X, 1, Y);
    }

    private string? Gap(int first, Hash32 x, int second, Hash32 y)
    {
        var views = _heard.Select((heard, i) => new LayerView($"node {i}", Sender((byte)i), heard, _rules.ThresholdFor(_layer), message => message.Value.Proposals)).ToList();
        return new SafetyArgument(_rules, _layer, views, (_, _) => false).Gap(views[first], x, views[second], y);
    }

    private void Everywhere(IterRound round, byte sender, ScaleList<ProposalId> list) => Hear([0, 1, 2, 3], round, sender, list);

    private void Everywhere(IterRound round, byte sender, Hash32 reference) => Hear([0, 1, 2, 3], round, sender, reference);

    private void Hear(int[] nodes, IterRound round, byte sender, ScaleList<ProposalId> list) => Hear(nodes, round, sender, new HareValue(list, null), Seats);

    private void Hear(int[] nodes, IterRound round, byte sender, Hash32 reference, ushort seats = Seats) =>
        Hear(nodes, round, sender, new HareValue(default, reference), seats);

    /// <summary>In time, in this order.</summary>
    private void Hear(int[] nodes, IterRound round, byte sender, HareValue value, ushort seats)
    {
        var message = new HareMessage(_layer, round, value, default, new HareEligibility(default, seats), Sender(sender), default);
        foreach (int node in nodes)
        {
            var key = (round, Sender(sender));
            if (!_heard[node].TryGetValue(key, out var said))
                _heard[node].Add(key, said = []);
            said.Add(new HeardMessage(message, HareFormat.Hare3.HashBody(message), round, OfLiar: false, default, Waited: false));
        }
    }

    private static NodeId Sender(byte number) => NodeId.FromBytes([number, .. new byte[31]]);

    private static ScaleList<ProposalId> List(string letters) =>
        letters.Select(letter => ProposalId.FromBytes([(byte)letter, .. new byte[ProposalId.Size - 1]])).ToScaleList();
}
