using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Services.Consensus.Lockstep;
using Spacemesh.Simulation.Network;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Tests.Agreement;

/// <summary>The scenarios of spec 05 §12.2 for whole nodes.</summary>
public sealed class ClusterTests
{
    private const int Rounds = 14;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(5, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(5, true)]
    public void Nodes_agree_on_one_result_and_one_coin_within_fourteen_rounds(int nodes, bool hare4)
    {
        using var cluster = new Cluster([.. Enumerable.Range(0, nodes).Select(i => new[] { i })], format: Format(hare4));
        cluster.Start((_, _) => true);
        Agree(cluster);
    }

    [Fact]
    public void Nodes_that_know_half_of_the_proposals_agree()
    {
        using var cluster = new Cluster([.. Enumerable.Range(0, 5).Select(i => new[] { i, i + 5, i + 10, i + 15 })]);
        cluster.Start((node, proposal) => proposal < 10 || (node + proposal) % 2 == 0);
        Agree(cluster);
    }

    [Fact]
    public void Inactive_nodes_follow_the_others()
    {
        using var cluster = new Cluster([[0], [1], [2], [3], [4]], active: 3);
        cluster.Start((_, proposal) => proposal < 3);
        Agree(cluster);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 10)]
    public void Nodes_with_many_smeshers_speak_for_each_of_them(int nodes, int extra)
    {
        using var cluster = new Cluster([.. Enumerable.Range(0, nodes).Select(i => Enumerable.Range(i * (extra + 1), extra + 1).ToArray())]);
        cluster.Start((_, _) => true);
        Agree(cluster);
        var speakers = cluster.Nodes[0].Gossip.Heard.Keys.Where(key => key.Round.Round == HareRound.Preround).Select(key => key.Sender);
        Assert.Equal(nodes * (extra + 1), speakers.Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_key_that_runs_on_two_nodes_is_convicted_and_the_others_agree(bool hare4)
    {
        // The twin knows three quarters of the proposals.
        using var cluster = new Cluster([[0], [1], [2], [3], [4], [0]], format: Format(hare4));
        cluster.Start((node, proposal) => node != 5 || proposal % 4 != 3);
        cluster.RunRounds(Rounds);
        Assert.Single(cluster.Nodes.Take(5).Select(node => node.Results[Cluster.Layer]).Distinct());
        var twin = cluster.Nodes[0].Own[0].NodeId;
        Assert.All(cluster.Nodes, node => Assert.Equal(twin, Assert.Single(node.Evidence.Proofs).Key));
        Assert.All(cluster.Nodes, node => Assert.True(node.Atxs.IsMalicious(twin)));
        cluster.Stop();
    }

    [Fact]
    public void Without_gossip_a_session_ends_after_its_iterations_and_the_layer_is_released()
    {
        using var cluster = new Cluster([[0], [1], [2]], change: rules => rules with { IterationsLimit = 3 });
        foreach (var node in cluster.Nodes)
            node.Place.Online = false;
        cluster.Start((_, _) => true);
        cluster.RunRounds(20);
        Assert.All(cluster.Nodes, node => Assert.True(node.Loops.Patrol.IsHareInCharge(Cluster.Layer)));
        cluster.RunRounds(21);
        Assert.All(cluster.Nodes, node => Assert.False(node.Loops.Patrol.IsHareInCharge(Cluster.Layer)));
        Assert.All(cluster.Nodes, node => Assert.Empty(node.Results));
        cluster.Stop();
    }

    [Fact]
    public void A_compacted_message_reaches_a_node_through_one_that_did_not_author_it()
    {
        // Node 2 hears of node 0 through node 1 only, and lacks a proposal that the message names.
        using var cluster = new Cluster([[0], [1], [2]], format: HareFormat.Hare4);
        cluster.Nodes[0].Place.Lies = (to, _, message) => to == cluster.Nodes[2].Place.Id ? null : message;
        int asked = 0;
        cluster.Network.Trace.Watcher = happened =>
        {
            if (happened is { Kind: NetworkEventKind.Answered, From.Text: "n2", To.Text: "n1" })
                asked++;
        };
        cluster.Start((node, proposal) => node != 2 || proposal != 0);
        Agree(cluster);
        Assert.True(asked > 0);
    }

    [Fact]
    public void Short_ids_that_collide_are_resolved_by_the_full_exchange()
    {
        using var cluster = new Cluster([.. Enumerable.Range(0, 5).Select(i => new[] { i, i + 5, i + 10 })], format: HareFormat.Hare4, colliding: true);
        // Everybody lacks another proposal: short ids match others, and signatures fail at first.
        cluster.Start((node, proposal) => proposal != node);
        Agree(cluster);
        Assert.True(cluster.Network.Trace[NetworkEventKind.Answered] > 0);
    }

    [Fact]
    public void A_peer_that_answers_the_exchange_with_nonsense_costs_its_message_only()
    {
        using var cluster = new Cluster([[0], [1], [2], [3]], format: HareFormat.Hare4);
        cluster.Nodes[0].Place.LyingAnswers = (_, _, _) => new byte[] { 1, 2, 3 };
        cluster.Start((node, proposal) => node == 0 || proposal != 0);
        Agree(cluster);
    }

    [Fact]
    public void A_node_that_is_not_synced_begins_no_session()
    {
        using var cluster = new Cluster([[0], [1], [2]]);
        cluster.Nodes[2].Ports.IsSynced = false;
        cluster.Start((_, _) => true);
        cluster.RunRounds(Rounds);
        Assert.Empty(cluster.Nodes[2].Results);
        Assert.False(cluster.Nodes[2].Loops.Patrol.IsHareInCharge(Cluster.Layer));
        Assert.Empty(cluster.Nodes[2].Gossip.Heard);
        cluster.Stop();
    }

    [Fact]
    public void A_layer_that_passed_while_the_machine_slept_runs_its_rounds_back_to_back()
    {
        using var cluster = new Cluster([[0]]);
        cluster.Start((_, _) => true);
        cluster.Nodes[0].Place.Time.Skew = LockstepPlan.LayerDuration * 3;
        cluster.RunTo(TimeSpan.FromSeconds(1) + TimeSpan.FromMinutes(1));
        Assert.Contains(Cluster.Layer, cluster.Nodes[0].Results.Keys);
        Assert.Contains(Cluster.Layer.Add(3), cluster.Nodes[0].Results.Keys);
        cluster.Stop();
    }

    [Theory]
    [InlineData("garbage", VerdictKind.Reject)]
    [InlineData("commit without reference", VerdictKind.Reject)]
    [InlineData("unknown layer", VerdictKind.Ignore)]
    [InlineData("too many seats", VerdictKind.Ignore)]
    [InlineData("no seats", VerdictKind.Ignore)]
    [InlineData("other signature", VerdictKind.Reject)]
    public void Odd_messages_get_their_verdict(string what, VerdictKind expected)
    {
        using var cluster = new Cluster([[0], [1]]);
        cluster.Start((_, _) => true);
        cluster.RunTo(TimeSpan.FromSeconds(1.5));
        var smesher = new Smesher(0, 1, cluster.Parameters.GenesisId);
        Assert.True(cluster.Nodes[1].Loops.Oracle.TryOpen(Cluster.Layer, 0, 400, smesher.NodeId, out var check, out _));
        var proof = smesher.Prove(check.Message);
        Assert.True(check.TryCount(in proof, out ushort seats, out _));
        var draft = new HareMessage(
            Cluster.Layer, default, new HareValue(default, null), default, new HareEligibility(proof, seats), smesher.NodeId, default);
        draft = what switch
        {
            "commit without reference" => draft with { Round = new IterRound(0, HareRound.Commit) },
            "unknown layer" => draft with { Layer = Cluster.Layer.Add(1) },
            "too many seats" => draft with { Eligibility = draft.Eligibility with { Count = (ushort)(seats + 100) } },
            "no seats" => draft with { Eligibility = draft.Eligibility with { Count = 0 } },
            _ => draft,
        };
        var signature = smesher.SignAnything(what == "other signature" ? [1] : Codec.Scale.Encode(HareFormat.Hare3.Metadata(draft)));
        byte[] bytes = what == "garbage" ? [1, 2, 3] : HareFormat.Hare3.Encode(draft with { Signature = signature });
        var verdicts = new List<NetworkEventKind>();
        cluster.Network.Trace.Watcher = happened =>
        {
            if (happened.To.Text == "n1")
                verdicts.Add(happened.Kind);
        };
        cluster.Nodes[0].Place.SendTo([cluster.Nodes[1].Place.Id], cluster.Rules.Topic, bytes);
        cluster.RunTo(TimeSpan.FromSeconds(2));
        Assert.Equal(expected == VerdictKind.Reject ? NetworkEventKind.Rejected : NetworkEventKind.Ignored, Assert.Single(verdicts));
        cluster.Stop();
    }

    private static HareFormat Format(bool hare4) => hare4 ? HareFormat.Hare4 : HareFormat.Hare3;

    /// <summary>After the preround and fourteen rounds: one result, one coin, no session left; then a block and its certificate everywhere.</summary>
    private static void Agree(Cluster cluster)
    {
        cluster.RunRounds(Rounds);
        Assert.All(cluster.Nodes, node => Assert.Contains(Cluster.Layer, node.Results.Keys));
        var result = Assert.Single(cluster.Nodes.Select(node => node.Results[Cluster.Layer]).Distinct());
        Assert.False(result.IsEmpty);
        Assert.Single(cluster.Nodes.Select(node => node.Pipeline.Coins[Cluster.Layer]).Distinct());
        Assert.All(cluster.Nodes, node => Assert.False(node.Loops.Patrol.IsHareInCharge(Cluster.Layer)));
        var block = Assert.Single(cluster.Nodes.Select(node => node.Pipeline.Outputs[Cluster.Layer]).Distinct());
        Assert.All(cluster.Nodes, node => Assert.Equal(block, node.State.Certificates.Certified(Cluster.Layer)));
        Assert.All(cluster.Nodes, node => Assert.Empty(node.Evidence.Proofs));
        Assert.Empty(cluster.Network.Failures);
        cluster.Stop();
    }
}
