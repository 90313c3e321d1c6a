using Spacemesh.Ports.Chain;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Tests.Support;

namespace Spacemesh.Services.Sync.Tests;

/// <summary>A node whose process is killed while it syncs: no service ends in order, only the files on disk remain.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(SyncPhase.Atxs)]
    [InlineData(SyncPhase.Malfeasance)]
    [InlineData(SyncPhase.Layers)]
    [InlineData(SyncPhase.Gossip)]
    [InlineData(SyncPhase.Synced)]
    public void Killed_node_goes_on_without_fetching_again_what_it_had_stored(SyncPhase phase)
    {
        using var stores = new CrashingStores();
        var world = new SyncWorld(SyncWorld.Genesis + 15, stores: stores);
        for (int i = 0; i < 100; i++)
            world.Chain.Malicious.Add(new NodeId(TestChain.Id($"villain {i}").Value));
        world.Join("peer");
        var fetched = new Dictionary<Hash32, int>();
        world.Start();
        int reached = 0;
        for (int crash = 0; crash < 3; crash++)
        {
            if (world.RunUntil(() => world.Status.Progress.Phase == phase, TimeSpan.FromHours(1)))
                reached++;
            world.Scheduler.RunFor(TimeSpan.FromMilliseconds(300));
            // What comes in while the old process ends is in files that nobody reads.
            var before = new Dictionary<Hash32, int>(world.Fetcher.Stored);
            world.Crash(stores);
            Add(fetched, before);
        }

        Assert.True(reached > 0, $"no run came to {phase}");
        Assert.True(world.RunUntil(() => world.Status.IsSynced, TimeSpan.FromHours(3)), $"{world.Status.Progress}");
        Add(fetched, world.Fetcher.Stored);
        Assert.All(fetched, entry => Assert.Equal(1, entry.Value));
        Assert.Equal(world.Chain.HashOf(world.Mesh.Processed), world.State.Layers.AggregatedHash(world.Mesh.Processed));
        Assert.All(world.Chain.Malicious, villain => Assert.True(world.State.MaliciousIdentities.Contains(villain)));
        world.Stop();
    }

    private static void Add(Dictionary<Hash32, int> fetched, IReadOnlyDictionary<Hash32, int> more)
    {
        foreach (var (id, count) in more)
            fetched[id] = fetched.GetValueOrDefault(id) + count;
    }
}
