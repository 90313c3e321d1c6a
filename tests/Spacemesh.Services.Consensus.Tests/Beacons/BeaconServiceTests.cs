using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Services.Consensus.Tests.Beacons;

/// <summary>The loop around the machine: its begin and end, its gates, its clock.</summary>
public sealed class BeaconServiceTests
{
    private static readonly EpochId Running = new(2);

    [Fact]
    public void Beacon_is_stored_announced_and_told_to_watchers()
    {
        using var network = new BeaconTestNetwork(seed: 1, nodes: 1);
        network.RunToEnd();
        var node = network.Nodes[0];
        Assert.Equal(2, node.Announced.Count);
        Assert.Equal(node.Announced, node.Events.Cast<BeaconReady>().Select(item => (item.Epoch, item.Beacon)));
        Assert.Equal(node.Announced[0].Beacon, node.State.Beacons.Find(node.Announced[0].Epoch));
    }

    [Fact]
    public void Service_ends_when_its_owner_cancels_it_and_leaves_its_topics()
    {
        using var network = new BeaconTestNetwork(seed: 1, nodes: 1);
        var node = network.Nodes[0];
        network.Scheduler.RunUntil(network.StartOf(Running) + TimeSpan.FromSeconds(3));
        Assert.False(node.Run.IsCompleted);
        node.Stop();
        network.Scheduler.RunUntilIdle();
        Assert.True(node.Run.IsCompletedSuccessfully);
        var refused = Assert.Throws<GossipRefusedException>(() => network.Scheduler.Run(() => node.Place.Gossip.PublishAsync(GossipTopics.BeaconWeakCoin, new byte[1])));
        Assert.Contains("no handler", refused.Verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Failing_store_ends_the_service_with_its_exception()
    {
        using var network = new BeaconTestNetwork(seed: 1, nodes: 1);
        network.Nodes[0].State.Dispose();
        var failure = Assert.ThrowsAny<Exception>(() => network.RunToEnd());
        Assert.Contains("n0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Node_that_is_not_synced_gets_no_beacon_from_the_protocol_but_one_that_wakes_up_does()
    {
        using var network = new BeaconTestNetwork(seed: 1, nodes: 4);
        var node = network.Nodes[0];
        node.IsSynced = false;
        network.Scheduler.RunUntil(network.StartOf(Running) + network.Options.Duration);
        node.IsSynced = true;
        network.RunToEnd();
        Assert.Null(node.BeaconOf(new EpochId(3)));
        Assert.Equal(network.Nodes[1].BeaconOf(new EpochId(4)), node.BeaconOf(new EpochId(4)));
    }

    [Fact]
    public void Gossip_is_ignored_until_the_node_listens()
    {
        using var network = new BeaconTestNetwork(seed: 1, nodes: 1);
        var node = network.Nodes[0];
        network.Scheduler.RunUntil(network.StartOf(Running) - TimeSpan.FromSeconds(1));
        node.ListensToGossip = false;
        Assert.Equal("not synced for gossip", Refusal(network, GossipTopics.BeaconProposal, [1, 2]).Reason);
        node.ListensToGossip = true;
        Assert.True(Refusal(network, GossipTopics.BeaconProposal, [1, 3]).IsReject);
    }

    [Fact]
    public void Messages_of_old_epochs_are_ignored()
    {
        using var network = new BeaconTestNetwork(seed: 1, nodes: 1);
        var key = network.Nodes[0].Keys[0];
        network.Scheduler.RunUntil(network.StartOf(Running.Add(1)) + TimeSpan.FromSeconds(3));
        Assert.Equal("untimely msg", Refusal(network, GossipTopics.BeaconProposal, Scale.Encode(new BeaconProposalMessage(Running, key.NodeId, default))).Reason);
        var votes = new FirstVotingMessageBody(Running, default, default);
        Assert.Equal("epoch not active", Refusal(network, GossipTopics.BeaconFirstVotes, Scale.Encode(new FirstVotingMessage(votes, key.NodeId, default))).Reason);
        var next = new FollowingVotingMessageBody(Running, 1, default);
        Assert.Equal("epoch not active", Refusal(network, GossipTopics.BeaconFollowingVotes, Scale.Encode(new FollowingVotingMessage(next, key.NodeId, default))).Reason);
        Assert.Equal(
            "message for the wrong round",
            Refusal(network, GossipTopics.BeaconWeakCoin, Scale.Encode(new WeakCoinMessage(Running, 1, 0, key.NodeId, default))).Reason);
    }

    [Fact]
    public void Epoch_whose_first_layer_was_missed_is_skipped()
    {
        using var network = new BeaconTestNetwork(seed: 1, nodes: 1);
        var node = network.Nodes[0];
        network.Scheduler.RunUntil(network.StartOf(Running) - TimeSpan.FromSeconds(1));
        // The machine sleeps over the begin of the epoch.
        node.Place.Time.Skew = network.Network.LayerDuration * 1.5;
        network.Scheduler.RunUntil(network.StartOf(Running.Add(1)));
        Assert.Null(node.BeaconOf(new EpochId(3)));
        network.RunToEnd();
        Assert.NotNull(node.BeaconOf(new EpochId(4)));
    }

    [Fact]
    public void Run_that_outlasts_its_epoch_is_given_up_and_the_epoch_after_it_skipped()
    {
        var options = BeaconTestNetwork.Fast with { Rounds = 3 };
        using var network = new BeaconTestNetwork(seed: 1, nodes: 1, options: options, layer: TimeSpan.FromSeconds(2));
        Assert.True(network.Network.EpochDuration < options.Duration);
        var node = network.Nodes[0];
        network.RunToEnd();
        Assert.Null(node.BeaconOf(new EpochId(3)));
        Assert.Null(node.BeaconOf(new EpochId(4)));
        Assert.False(node.Run.IsCompleted);
    }

    [Fact]
    public void Atx_that_comes_after_the_state_was_made_lets_its_smesher_propose()
    {
        using var network = new BeaconTestNetwork(seed: 1, nodes: 1);
        var node = network.Nodes[0];
        var late = new KeySigner(77, network.Network.GenesisId);
        network.Scheduler.RunUntil(network.StartOf(Running) - TimeSpan.FromSeconds(1));
        byte[] Proposal(ulong nonce) =>
            Scale.Encode(new BeaconProposalMessage(Running, late.NodeId, late.Prove(Scale.Encode(new BeaconVrfMessage(nonce, Running)))));
        Assert.Contains("ATX not found", Refusal(network, GossipTopics.BeaconProposal, Proposal(1)).Reason, StringComparison.Ordinal);
        var id = node.AddAtx(late, Running, units: 4, network.Scheduler.UtcNow);
        node.Service.AtxAccepted(Running, new AtxEntry { Id = id, Smesher = late.NodeId });
        ulong nonce = node.State.Atxs.VrfNonceOf(late.NodeId, Running)!.Value;
        network.Scheduler.Run(() => node.Place.Gossip.PublishAsync(GossipTopics.BeaconProposal, Proposal(nonce)));
    }

    [Fact]
    public void Switched_off_protocol_takes_no_messages_and_only_forgets()
    {
        using var network = new BeaconTestNetwork(seed: 1, nodes: 1, options: BeaconTestNetwork.Fast with { Rounds = 0 });
        var node = network.Nodes[0];
        node.Keeper.Overwrite(new EpochId(1), Beacon.FromBytes([1, 2, 3, 4]));
        Assert.Contains("no handler", Refusal(network, GossipTopics.BeaconProposal, [1]).Reason, StringComparison.Ordinal);
        network.Scheduler.RunUntil(network.StartOf(new EpochId(4)) - TimeSpan.FromSeconds(1));
        Assert.Null(node.BeaconOf(new EpochId(3)));
        Assert.Equal([new EpochId(1)], node.Keeper.InMemory.Keys);
        network.Scheduler.RunUntil(network.StartOf(new EpochId(4)) + TimeSpan.FromSeconds(1));
        Assert.Empty(node.Keeper.InMemory);
        Assert.Equal(Beacon.FromBytes([1, 2, 3, 4]), node.BeaconOf(new EpochId(1)));
    }

    private static Verdict Refusal(BeaconTestNetwork network, string topic, byte[] message) => Assert.Throws<GossipRefusedException>(
        () => network.Scheduler.Run(() => network.Nodes[0].Place.Gossip.PublishAsync(topic, message))).Verdict;
}
