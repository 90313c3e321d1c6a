using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Tests.Support;
using Spacemesh.Simulation.Network;

namespace Spacemesh.Services.Sync.Tests;

/// <summary>Nodes that join late, are interrupted, and meet peers that lie.</summary>
public sealed class JoiningTests
{
    private const uint Behind = 60;
    private const uint FiftyEpochs = 50 * SyncWorld.LayersPerEpoch;

    [Fact]
    public void Late_joiner_catches_up_with_fifty_epochs_from_one_honest_and_three_bad_peers()
    {
        var world = new SyncWorld(SyncWorld.Genesis + FiftyEpochs);
        world.Chain.Malicious.Add(new NodeId(TestChain.Id("villain").Value));
        // The bad ones come first, as if they were the fastest.
        var inventor = world.Join("inventor", new TestChain());
        (inventor.FakeAtxs, inventor.FakeBallots, inventor.FakeMalicious, inventor.ServesObjects) = (200, 3, 200, false);
        var denier = world.Join("denier", new TestChain());
        denier.ServesObjects = false;
        var forger = world.Join("forger");
        forger.Place.LyingAnswers = (_, protocol, answer) => protocol is PeerProtocols.Objects ? new byte[] { 1, 2, 3 } : answer[..^1];
        world.Join("honest");
        world.Start();
        Assert.True(world.RunUntil(() => world.Status.IsSynced, TimeSpan.FromHours(3)), $"synced; layer {world.Sync.LastLayer}, {world.Status.Progress}");
        AssertComplete(world);
        Assert.Contains(forger.Place.Id, world.Fetcher.Rejected);
        Assert.True(world.State.MaliciousIdentities.Contains(world.Chain.Malicious[0]));
        world.Stop();
    }

    [Theory]
    [InlineData(SyncPhase.Atxs)]
    [InlineData(SyncPhase.Malfeasance)]
    [InlineData(SyncPhase.Layers)]
    [InlineData(SyncPhase.Gossip)]
    [InlineData(SyncPhase.Synced)]
    public void Interrupted_node_goes_on_without_fetching_again_what_is_here(SyncPhase phase)
    {
        var world = new SyncWorld(SyncWorld.Genesis + Behind);
        for (int i = 0; i < 200; i++)
            world.Chain.Malicious.Add(new NodeId(TestChain.Id($"villain {i}").Value));
        world.Join("peer");
        var stored = new Dictionary<Hash32, int>();
        world.Start();
        for (int stops = 0; stops < 3; stops++)
        {
            world.RunUntil(() => world.Status.Progress.Phase == phase, TimeSpan.FromHours(2));
            world.Scheduler.RunFor(TimeSpan.FromMilliseconds(700));
            world.Stop();
            Merge(stored, world.Fetcher);
            world.Restart();
            world.Start();
        }

        Assert.True(world.RunUntil(() => world.Status.IsSynced, TimeSpan.FromHours(3)));
        Merge(stored, world.Fetcher);
        AssertComplete(world);
        Assert.All(stored, entry => Assert.Equal(1, entry.Value));
        world.Stop();
    }

    [Fact]
    public void Lossy_lines_only_delay()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 20);
        for (int i = 0; i < 4; i++)
            world.Join($"peer{i}").Place.Conditions = LinkConditions.Good with { Loss = 0.05, Mutation = 0 };
        world.Start();
        Assert.True(world.RunUntil(() => world.Status.IsSynced, TimeSpan.FromHours(12)), $"{world.Status.Progress}");
        world.Stop();
    }

    [Fact]
    public void Flood_of_invented_atxs_ends_and_its_peer_is_remembered()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 20);
        var flooder = world.Join("flooder");
        flooder.FakeAtxs = 5_000;
        world.Join("honest");
        world.Start();
        Assert.True(world.RunUntil(() => world.Status.IsSynced, TimeSpan.FromHours(6)), $"{world.Status.Progress}");
        // Nobody serves the inventions: few are asked for before their peer is known.
        int real = world.Chain.Atxs.Values.Sum(ids => ids.Count) + world.Chain.Ballots.Count;
        // Two peers are asked each time; without the memory it would be ten tries in each of ten epochs: half a million.
        Assert.InRange(world.Fetcher.Requests, 0, (2 * real) + 12_000);
        int asked = flooder.Asked[PeerProtocols.EpochAtxs];
        world.Scheduler.RunFor(TimeSpan.FromHours(12));
        Assert.InRange(flooder.Asked[PeerProtocols.EpochAtxs] - asked, 0, 1);
        world.Stop();
    }

    [Fact]
    public void Peer_with_an_endless_fork_is_left_alone()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 30);
        var honest = world.Join("honest");
        var forker = world.Join("forker");
        // Another hash every time it is asked, from genesis on; its layers hold nothing new.
        int lies = 0;
        forker.Hash = layer => layer.Value <= SyncWorld.Genesis ? world.Chain.HashOf(layer) : Blake3.Hash(BitConverter.GetBytes(layer.Value + (lies++ / 500 * 1000)));
        world.Start();
        Assert.True(world.RunUntil(() => world.Status.IsSynced, TimeSpan.FromHours(1)));
        world.Scheduler.RunFor(TimeSpan.FromHours(6));
        int per = forker.Asked[PeerProtocols.LayerData] - honest.Asked[PeerProtocols.LayerData];
        // Without rest there would be a resync of a hundred layers every ten seconds.
        Assert.InRange(per, 0, 1500);
        Assert.True(world.Status.IsSynced);
        world.Stop();
    }

    [Fact]
    public void Ballots_of_another_fork_are_looked_at()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 30);
        world.Join("honest");
        world.Start();
        Assert.True(world.RunUntil(() => world.Status.IsSynced, TimeSpan.FromHours(1)));
        var other = TestChain.Make(2, 30, 20, SyncWorld.Genesis + 1, SyncWorld.Genesis + 200, 5);
        var more = other.AddBallot(new LayerId(SyncWorld.Genesis + 15), "only there");
        world.Join("other", other);
        Assert.True(world.RunUntil(() => world.State.Ballots.Contains(more), TimeSpan.FromHours(1)));
        world.Stop();
    }

    private static void Merge(Dictionary<Hash32, int> stored, TestFetcher fetcher)
    {
        foreach (var (id, count) in fetcher.Stored)
            stored[id] = stored.GetValueOrDefault(id) + count;
        fetcher.Stored.Clear();
    }

    private static void AssertComplete(SyncWorld world)
    {
        foreach (var (epoch, ids) in world.Chain.Atxs.Where(entry => entry.Key < world.Clock.CurrentEpoch && entry.Key.Value >= 2))
            Assert.All(ids, id => Assert.True(world.State.Atxs.Contains(id), $"ATX of epoch {epoch}"));
        foreach (var (layer, ids) in world.Chain.Layers.Where(entry => entry.Key <= world.Sync.LastLayer))
            Assert.All(ids, id => Assert.True(world.State.Ballots.Contains(id), $"ballot of layer {layer}"));
        Assert.True(world.Sync.LastLayer.Value + 2 >= world.Clock.Current.Value);
        Assert.Equal(world.Chain.HashOf(world.Mesh.Processed), world.State.Layers.AggregatedHash(world.Mesh.Processed));
    }
}
