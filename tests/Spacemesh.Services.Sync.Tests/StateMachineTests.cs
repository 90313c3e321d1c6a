using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Tests.Support;

namespace Spacemesh.Services.Sync.Tests;

/// <summary>The table of the syncer's states and gates (spec 08 §8, §19).</summary>
public sealed class StateMachineTests
{
    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    public void Node_at_the_network_s_begin_is_synced_with_open_gates(uint current)
    {
        var world = new SyncWorld(current);
        world.Join("peer");
        world.RunOnce();
        Assert.True(world.Status.IsSynced);
        Assert.True(world.Status.IsAtxSynced);
        Assert.True(world.Status.ListensToGossip);
    }

    [Fact]
    public void Second_run_at_the_same_time_returns_at_once()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        world.Join("peer");
        world.Scheduler.Run(
            async () =>
            {
                var first = world.Sync.SynchronizeAsync(CancellationToken.None);
                var second = world.Sync.SynchronizeAsync(CancellationToken.None);
                Assert.True(second.IsCompleted);
                Assert.False(await second);
                Assert.True(await first);
            },
            TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void Node_without_peers_stays_unsynced()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        Assert.False(world.RunOnce());
        Assert.Equal(SyncState.NotSynced, world.Status.State);
        Assert.False(world.Status.IsAtxSynced);
        Assert.Equal(SyncPhase.Waiting, world.Status.Progress.Phase);
    }

    [Fact]
    public void State_comes_after_data_and_gossip_before_duties()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        world.Join("peer");
        Assert.True(world.RunOnce());
        Assert.True(world.Status.IsAtxSynced);
        Assert.Equal(new LayerId(SyncWorld.Genesis + 9), world.Sync.LastLayer);
        Assert.Equal(SyncState.NotSynced, world.Status.State);

        world.ProcessOnce();
        Assert.True(world.RunOnce());
        Assert.Equal(SyncState.GossipSync, world.Status.State);
        Assert.True(world.Status.ListensToGossip);
        Assert.False(world.Status.IsSynced);

        Assert.True(world.RunOnce());
        Assert.Equal(SyncState.GossipSync, world.Status.State);
        world.Scheduler.RunFor(world.Options.GossipDuration);
        Assert.True(world.RunOnce());
        Assert.Equal(SyncState.Synced, world.Status.State);
    }

    [Fact]
    public void Layer_that_cannot_be_had_stops_the_run()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 2);
        var peer = world.Join("peer");
        peer.Place.LyingAnswers = (_, protocol, answer) => protocol == Ports.Network.PeerProtocols.LayerData ? null : answer;
        Assert.False(world.RunOnce());
        Assert.Equal(new LayerId(SyncWorld.Genesis), world.Sync.LastLayer);
        Assert.True(world.Status.IsAtxSynced);
        Assert.Equal(SyncState.NotSynced, world.Status.State);
    }

    [Fact]
    public void Epoch_without_answer_stops_before_malfeasance_and_layers()
    {
        var world = new SyncWorld(5 * SyncWorld.LayersPerEpoch);
        var peer = world.Join("peer");
        peer.Place.LyingAnswers = (_, protocol, answer) => protocol == Ports.Network.PeerProtocols.EpochAtxs && peer.Asked[protocol] > 3 ? null : answer;
        world.Options = world.Options with { Atxs = world.Options.Atxs with { EpochInfoPeers = 1 } };
        world.Restart();
        world.Start();
        world.Scheduler.RunFor(TimeSpan.FromMinutes(2));
        Assert.Equal(new EpochId(3), world.Sync.LastEpoch);
        Assert.False(world.Status.IsAtxSynced);
        Assert.False(peer.Asked.ContainsKey(Ports.Network.PeerProtocols.MaliciousIds));
        Assert.False(peer.Asked.ContainsKey(Ports.Network.PeerProtocols.LayerData));
        world.Stop();
    }

    [Fact]
    public void Synced_node_one_layer_behind_stays_synced_three_behind_does_not()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        var peer = world.Join("peer");
        Synchronise(world);
        peer.Place.LyingAnswers = (_, protocol, answer) => protocol == Ports.Network.PeerProtocols.LayerData ? null : answer;
        world.Scheduler.RunFor(SyncWorld.LayerDuration);
        Assert.False(world.RunOnce());
        Assert.Equal(SyncState.Synced, world.Status.State);
        world.Scheduler.RunFor(SyncWorld.LayerDuration * 2);
        Assert.False(world.RunOnce());
        Assert.Equal(SyncState.NotSynced, world.Status.State);
        Assert.True(world.Status.IsAtxSynced, "the ATX gate stays open");
    }

    [Fact]
    public void Gossip_sync_falls_back_when_three_behind()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        var peer = world.Join("peer");
        world.RunOnce();
        world.ProcessOnce();
        world.RunOnce();
        Assert.Equal(SyncState.GossipSync, world.Status.State);
        peer.Place.Online = false;
        world.Scheduler.RunFor(SyncWorld.LayerDuration * 3);
        Assert.False(world.RunOnce());
        Assert.Equal(SyncState.NotSynced, world.Status.State);
    }

    [Fact]
    public void Restart_goes_on_after_the_latest_layer_of_the_mesh()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        world.Join("peer");
        world.RunOnce();
        var latest = world.State.Ballots.LatestLayer();
        world.Restart();
        Assert.Equal(latest, world.Sync.LastLayer);
    }

    [Fact]
    public void Layer_in_hare_s_charge_waits_while_it_is_young()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        world.Join("peer");
        world.RunOnce();
        world.InCharge.Add(SyncWorld.Genesis + 9);
        world.ProcessOnce();
        Assert.Equal(new LayerId(SyncWorld.Genesis + 8), world.Mesh.Processed);
        world.Scheduler.RunFor(SyncWorld.LayerDuration * 4);
        world.ProcessOnce();
        Assert.Equal(new LayerId(SyncWorld.Genesis + 9), world.Mesh.Processed);
    }

    [Fact]
    public void Missing_blocks_leave_the_state_unsynced_until_they_are_here()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        world.Join("peer");
        world.RunOnce();
        world.Mesh.Missing = _ => [new BlockId(new Bytes20(new byte[20]))];
        world.ProcessOnce();
        world.RunOnce();
        Assert.Equal(SyncState.NotSynced, world.Status.State);
        world.Mesh.Missing = _ => [];
        world.ProcessOnce();
        world.RunOnce();
        Assert.Equal(SyncState.GossipSync, world.Status.State);
    }

    [Theory]
    [InlineData(1u, 3u)]
    [InlineData(2u, 4u)]
    public void Background_download_follows_the_ordinal_in_the_epoch(uint ordinal, uint expected)
    {
        // Epoch 4 begins at layer 12; 0.66 of three layers is one.
        var world = new SyncWorld((4 * SyncWorld.LayersPerEpoch) + ordinal);
        world.Join("peer");
        var epochs = new List<uint>();
        Assert.True(world.RunOnce());
        world.Scheduler.RunFor(TimeSpan.FromSeconds(30));
        foreach (uint epoch in (uint[])[3, 4])
        {
            if (world.Local.AtxSync.Request(new EpochId(epoch)) is { } row && row.Total > 0)
                epochs.Add(epoch);
        }

        Assert.Equal(expected, epochs[^1]);
    }

    [Fact]
    public void Progress_tells_phase_share_and_time_left()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 60);
        world.Join("peer");
        using var events = world.Events.Subscribe<SyncProgressed>(10_000);
        world.Start();
        Assert.True(world.RunUntil(() => world.Status.IsSynced, TimeSpan.FromMinutes(20)));
        world.Stop();
        var phases = new List<SyncPhase>();
        bool hadTimeLeft = false;
        while (events.TryRead(out var happened))
        {
            if (phases.Count == 0 || phases[^1] != happened.Progress.Phase)
                phases.Add(happened.Progress.Phase);
            hadTimeLeft |= happened.Progress is { PerSecond: > 0, TimeLeft.TotalSeconds: > 0 };
            Assert.InRange(happened.Progress.Share, 0, 1);
        }

        Assert.True(hadTimeLeft);
        Assert.Equal([SyncPhase.Atxs, SyncPhase.Malfeasance, SyncPhase.Layers], phases.Where(phase => phase != SyncPhase.Waiting).Take(3));
        Assert.Equal(SyncPhase.Synced, phases[^1]);
    }

    private static void Synchronise(SyncWorld world)
    {
        world.RunOnce();
        world.ProcessOnce();
        world.RunOnce();
        world.Scheduler.RunFor(world.Options.GossipDuration);
        world.RunOnce();
        Assert.Equal(SyncState.Synced, world.Status.State);
    }
}
