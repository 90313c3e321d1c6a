using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Sync.Forks;
using Spacemesh.Services.Sync.Peers;
using Spacemesh.Services.Sync.Tests.Support;

namespace Spacemesh.Services.Sync.Tests;

/// <summary>What the fork finder remembers and forgets (spec 08 §11.4); searches are golden data.</summary>
public sealed class ForkFinderTests
{
    private static readonly LayerId Layer = new(100);

    [Fact]
    public void Stale_agreements_of_peers_beyond_the_best_are_purged()
    {
        var scheduler = new VirtualScheduler();
        var finder = Finder(scheduler);
        finder.Agree(new PeerId("old"), Layer, default);
        finder.Agree(new PeerId("old best"), Layer, default);
        scheduler.RunFor(TimeSpan.FromHours(2));
        for (int i = 0; i < 8; i++)
            finder.Agree(new PeerId($"peer{i}"), Layer, default);
        Assert.Equal(10, finder.Agreements);
        finder.PurgeStale([new PeerId("old best")]);
        Assert.Equal(9, finder.Agreements);
        finder.Purge([new PeerId("peer0"), new PeerId("peer1")]);
        Assert.Equal(7, finder.Agreements);
        finder.PurgeAll();
        Assert.Equal(0, finder.Agreements);
    }

    [Fact]
    public void Resynced_hashes_are_forgotten_when_stale()
    {
        var scheduler = new VirtualScheduler();
        var finder = Finder(scheduler);
        var hash = Blake3.Hash([1]);
        finder.MarkResynced(Layer, hash);
        scheduler.RunFor(TimeSpan.FromMinutes(59));
        finder.PurgeStale([]);
        Assert.True(finder.IsResynced(Layer, hash));
        scheduler.RunFor(TimeSpan.FromMinutes(2));
        finder.PurgeStale([]);
        Assert.False(finder.IsResynced(Layer, hash));
    }

    [Fact]
    public void Memory_is_bounded()
    {
        var finder = Finder(new VirtualScheduler());
        for (int i = 0; i < 10_000; i++)
            finder.Agree(new PeerId($"peer{i}"), Layer, default);
        Assert.Equal(4096, finder.Agreements);
    }

    private static ForkFinder Finder(VirtualScheduler scheduler) => new(
        new Storage.Memory.MemoryStateDatabase(), new LayerId(7), new PeerQueries(new ScriptedPeers((_, _, _) => default)), scheduler.TimeProvider, TimeSpan.FromHours(1));
}
