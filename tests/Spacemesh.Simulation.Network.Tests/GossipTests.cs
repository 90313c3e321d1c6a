using System.Text;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Network.Tests;

public sealed class GossipTests
{
    [Fact]
    public void A_published_message_is_judged_once_by_every_node()
    {
        var given = new GivenNetwork(10, LinkConditions.Good with { Duplication = 0.5 });
        given.Publish(0, "a");
        given.Run();
        Assert.Empty(given.Heard[0]);
        for (int node = 1; node < 10; node++)
            Assert.Equal(["a"], given.HeardBy(node));
        Assert.True(given.Network.Trace[NetworkEventKind.Duplicate] > 0);
    }

    [Fact]
    public void Delays_lie_within_their_bounds_and_messages_overtake_each_other()
    {
        var given = new GivenNetwork(2, new LinkConditions { MinDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(500) });
        for (int i = 0; i < 50; i++)
            given.Publish(0, $"{i:00}");
        given.Run();
        Assert.Equal(50, given.Heard[1].Count);
        Assert.All(given.Heard[1], heard => Assert.InRange(heard.At, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(500)));
        Assert.NotEqual(given.HeardBy(1).Order(), given.HeardBy(1));
    }

    [Fact]
    public void A_link_that_loses_everything_delivers_nothing_and_one_that_loses_half_about_half()
    {
        var deaf = new GivenNetwork(2, LinkConditions.Good with { Loss = 1 });
        deaf.Publish(0, "a");
        deaf.Run();
        Assert.Empty(deaf.Heard[1]);

        var half = new GivenNetwork(2, LinkConditions.Good with { Loss = 0.5 });
        for (int i = 0; i < 400; i++)
            half.Publish(0, $"{i}");
        half.Run();
        Assert.InRange(half.Heard[1].Count, 150, 250);
    }

    [Fact]
    public void Relays_carry_a_message_around_a_lossy_link()
    {
        var given = new GivenNetwork(10, LinkConditions.Good with { Loss = 0.3 });
        for (int i = 0; i < 20; i++)
            given.Publish(0, $"{i}");
        given.Run();
        for (int node = 1; node < 10; node++)
            Assert.Equal(20, given.Heard[node].Count);
    }

    [Theory]
    [InlineData(VerdictKind.Ignore)]
    [InlineData(VerdictKind.Reject)]
    public void What_a_node_does_not_accept_is_not_relayed(VerdictKind kind)
    {
        var given = new GivenNetwork(3, judge: text => text != "bad" ? Verdict.Accept : kind == VerdictKind.Ignore ? Verdict.Ignore("x") : Verdict.Reject("x"));
        given.Nodes[0].SendTo([given.Nodes[1].Id], GivenNetwork.Topic, Encoding.UTF8.GetBytes("bad"));
        given.Run();
        Assert.Equal(["bad"], given.HeardBy(1));
        Assert.Empty(given.Heard[2]);
    }

    [Fact]
    public void A_peer_whose_message_is_rejected_is_disconnected_for_a_while()
    {
        var given = new GivenNetwork(2, judge: text => text == "bad" ? Verdict.Reject("x") : Verdict.Accept);
        given.Nodes[0].SendTo([given.Nodes[1].Id], GivenNetwork.Topic, Encoding.UTF8.GetBytes("bad"));
        given.Run(1);
        Assert.Empty(given.Nodes[0].Requests.Peers);
        given.Publish(0, "unheard");
        given.Run(15);
        Assert.Single(given.Nodes[0].Requests.Peers);
        given.Publish(0, "heard");
        given.Run();
        Assert.Equal(["bad", "heard"], given.HeardBy(1));
    }

    [Fact]
    public void An_own_message_that_the_own_handler_does_not_accept_is_not_sent()
    {
        var given = new GivenNetwork(2, judge: _ => Verdict.Ignore("no"));
        var refused = Assert.Throws<GossipRefusedException>(() => given.Publish(0, "a"));
        Assert.Equal("no", refused.Verdict.Reason);
        given.Run();
        Assert.Empty(given.Heard[1]);
        Assert.Throws<GossipRefusedException>(() => given.Scheduler.Run(() => given.Nodes[0].Gossip.PublishAsync("other", default)));
    }

    [Fact]
    public void Parts_of_a_partition_do_not_hear_each_other_until_it_heals()
    {
        var given = new GivenNetwork(4);
        given.Network.Partition(given.Nodes.Take(2));
        given.Publish(0, "a");
        given.Run();
        Assert.Equal(["a"], given.HeardBy(1));
        Assert.Empty(given.Heard[2]);
        given.Network.Heal();
        given.Publish(0, "b");
        given.Run();
        Assert.Equal(["b"], given.HeardBy(3));
    }

    [Fact]
    public void What_is_on_its_way_when_the_partition_comes_is_lost()
    {
        var given = new GivenNetwork(2, new LinkConditions { MinDelay = TimeSpan.FromSeconds(1) });
        given.Publish(0, "a");
        given.Network.Partition(given.Nodes.Take(1));
        given.Run();
        Assert.Empty(given.Heard[1]);
    }

    [Fact]
    public void Mutated_messages_differ_from_what_was_sent()
    {
        var given = new GivenNetwork(2, LinkConditions.Good with { Mutation = 1 });
        for (int i = 0; i < 40; i++)
            given.Publish(0, $"{i:00} and again {i:00}");
        given.Run();
        Assert.NotEmpty(given.Heard[1]);
        Assert.Empty(given.HeardBy(1).Intersect(Enumerable.Range(0, 40).Select(i => $"{i:00} and again {i:00}")));
    }

    [Fact]
    public void A_liar_says_different_things_to_different_peers_and_nothing_to_others()
    {
        var given = new GivenNetwork(4);
        given.Nodes[0].Lies = (to, _, _) => to.Text switch
        {
            "n1" => "one"u8.ToArray(),
            "n2" => "two"u8.ToArray(),
            _ => (ReadOnlyMemory<byte>?)null,
        };
        foreach (var node in given.Nodes.Skip(1))
            node.Conditions = LinkConditions.Perfect with { Loss = 1 };
        given.Publish(0, "truth");
        given.Run();
        Assert.Equal(["one"], given.HeardBy(1));
        Assert.Equal(["two"], given.HeardBy(2));
        Assert.Empty(given.Heard[3]);
    }

    [Fact]
    public void A_message_is_forgotten_after_its_time_and_judged_again()
    {
        var given = new GivenNetwork(2);
        given.Publish(0, "a");
        given.Publish(0, "a");
        given.Run(100);
        given.Publish(0, "a");
        given.Run(30);
        Assert.Equal(["a"], given.HeardBy(1));
        given.Publish(0, "a");
        given.Run();
        Assert.Equal(["a", "a"], given.HeardBy(1));
    }

    [Fact]
    public void A_handler_that_throws_ignores_its_message_and_is_on_record()
    {
        var given = new GivenNetwork(2, judge: text => text == "bug" ? throw new InvalidOperationException("bug") : Verdict.Accept);
        given.Nodes[0].SendTo([given.Nodes[1].Id], GivenNetwork.Topic, Encoding.UTF8.GetBytes("bug"));
        given.Run();
        Assert.Equal("bug", Assert.Single(given.Network.Failures).Message);
    }

    [Fact]
    public void A_topic_takes_one_handler_until_it_ends()
    {
        var given = new GivenNetwork(1);
        GossipHandler handler = (_, _, _) => ValueTask.FromResult(Verdict.Accept);
        Assert.Throws<InvalidOperationException>(() => given.Nodes[0].Gossip.Subscribe(GivenNetwork.Topic, handler));
        given.Nodes[0].Gossip.Subscribe("u", handler).Dispose();
        given.Nodes[0].Gossip.Subscribe("u", handler).Dispose();
    }

    [Fact]
    public void A_sparse_network_is_connected()
    {
        var given = new GivenNetwork(50, options: new SimulatedNetworkOptions { Degree = 3 });
        Assert.All(given.Nodes, node => Assert.True(node.Requests.Peers.Count >= 3));
        Assert.Contains(given.Nodes, node => node.Requests.Peers.Count < 10);
        given.Publish(7, "a");
        given.Run();
        Assert.Equal(49, given.Heard.Count(heard => heard.Count == 1));
    }

    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    public void A_seed_gives_one_run(ulong seed)
    {
        Assert.Equal(Digest(seed), Digest(seed));
        Assert.NotEqual(Digest(seed), Digest(seed + 2));

        static Hash32 Digest(ulong seed)
        {
            var conditions = LinkConditions.Good with { Loss = 0.1, Duplication = 0.1, Mutation = 0.1, Reordering = 0.2, ReorderingDelay = TimeSpan.FromSeconds(1) };
            string[] sent = [.. Enumerable.Range(0, 30).Select(i => $"{i:00} and again {i:00}")];
            var given = new GivenNetwork(8, conditions, seed, text => sent.Contains(text) ? Verdict.Accept : Verdict.Reject("mutated"));
            for (int i = 0; i < 30; i++)
                given.Publish(i % 8, sent[i]);
            given.Run();
            return given.Network.Trace.Digest;
        }
    }
}
