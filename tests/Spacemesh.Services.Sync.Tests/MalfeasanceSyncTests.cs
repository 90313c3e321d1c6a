using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Identities;
using Spacemesh.Services.Sync.Peers;
using Spacemesh.Services.Sync.Tests.Support;

namespace Spacemesh.Services.Sync.Tests;

/// <summary>The table of spec 08 §10.</summary>
public sealed class MalfeasanceSyncTests
{
    [Fact]
    public void Every_proof_is_fetched_once_and_a_minute_later_nothing_is_done()
    {
        var world = new World(4, minSyncPeers: 3);
        world.Peer("a", 0, 1, 2, 3);
        world.Peer("b", 0, 2, 3);
        world.Peer("c", 0, 2, 3);
        world.Ensure();
        Assert.Equal(4, world.Base.Fetcher.Stored.Count);
        Assert.All(world.Base.Fetcher.Stored.Values, count => Assert.Equal(1, count));
        int asked = world.Asked;
        world.Base.Scheduler.RunFor(TimeSpan.FromMinutes(1));
        world.Ensure();
        Assert.Equal(asked, world.Asked);
    }

    [Fact]
    public void Network_without_malicious_identities_is_in_sync()
    {
        var world = new World(0, minSyncPeers: 3);
        world.Peer("a");
        world.Peer("b");
        world.Peer("c");
        world.Ensure();
        Assert.NotNull(world.Base.Local.MalfeasanceSync.LastSeconds());
    }

    [Fact]
    public void One_of_three_peers_may_fail_where_two_are_enough()
    {
        var world = new World(2, minSyncPeers: 2);
        world.Peer("a", 0, 1);
        world.Peer("b", 0, 1);
        world.Peer("c", 0).Place.LyingAnswers = (_, protocol, answer) => protocol == PeerProtocols.MaliciousIds ? null : answer;
        world.Ensure();
        Assert.Equal(2, world.Base.Fetcher.Stored.Count);
    }

    [Fact]
    public void Too_few_peers_are_waited_for()
    {
        var world = new World(1, minSyncPeers: 2);
        world.Peer("a", 0);
        world.Base.Scheduler.Start(() => world.Sync.EnsureInSyncAsync(world.EpochStart, world.EpochEnd, null, CancellationToken.None), "malfeasance");
        world.Base.Scheduler.RunFor(TimeSpan.FromMinutes(5));
        Assert.Null(world.Base.Local.MalfeasanceSync.LastSeconds());
        world.Peer("b", 0);
        world.Base.Scheduler.RunFor(TimeSpan.FromMinutes(2));
        Assert.NotNull(world.Base.Local.MalfeasanceSync.LastSeconds());
    }

    [Fact]
    public void Proof_that_nobody_serves_is_given_up_after_the_limit()
    {
        var world = new World(2, minSyncPeers: 1, limit: 3);
        var peer = world.Peer("a", 0, 1);
        peer.FakeMalicious = 1;
        world.Ensure();
        Assert.Equal(2, world.Base.Fetcher.Stored.Count);
        Assert.Equal(2 + 3, world.Base.Fetcher.Requests);
    }

    [Fact]
    public void Old_timestamps_are_out_of_date()
    {
        var world = new World(0, minSyncPeers: 1);
        world.Peer("a");
        world.Base.Local.MalfeasanceSync.SetLast((world.EpochStart - TimeSpan.FromSeconds(1)).ToUnixTimeSeconds());
        world.Ensure();
        Assert.Equal(1, world.Asked);
        world.Base.Scheduler.RunFor((world.EpochEnd - world.EpochStart) * 0.2);
        world.Ensure();
        Assert.Equal(1, world.Asked);
        world.Base.Scheduler.RunFor((world.EpochEnd - world.EpochStart) * 0.1);
        world.Ensure();
        Assert.Equal(2, world.Asked);
    }

    private sealed class World
    {
        private readonly List<ChainPeer> _peers = [];
        private readonly NodeId[] _malicious;

        public World(int malicious, int minSyncPeers, int limit = 20)
        {
            _malicious = [.. Enumerable.Range(0, malicious).Select(i => new NodeId(TestChain.Id($"villain {i}").Value))];
            Base = new SyncWorld(30);
            var trust = new PeerTrust();
            Sync = new MalfeasanceSync(
                new MalfeasanceSyncOptions { MinSyncPeers = minSyncPeers, RequestsLimit = limit }, Base.Scheduler.TimeProvider, new PeerQueries(Base.Place.Requests),
                new PeerChoice(Base.Place.Requests, trust, new Runtime.SeededRandom(1)), trust, Base.Fetcher, Base.State, Base.Local, SilentSyncMeter.Instance, NullLogger.Instance);
            EpochStart = Base.Scheduler.UtcNow - TimeSpan.FromMinutes(1);
        }

        public SyncWorld Base { get; }

        public MalfeasanceSync Sync { get; }

        public DateTimeOffset EpochStart { get; }

        public DateTimeOffset EpochEnd => EpochStart + TimeSpan.FromDays(14);

        public int Asked => _peers.Sum(peer => peer.Asked.GetValueOrDefault(PeerProtocols.MaliciousIds));

        public ChainPeer Peer(string name, params int[] malicious)
        {
            var chain = new TestChain();
            chain.Malicious.AddRange(malicious.Select(i => _malicious[i]));
            var peer = Base.Join(name, chain);
            _peers.Add(peer);
            return peer;
        }

        public void Ensure() => Base.Scheduler.Run(() => Sync.EnsureInSyncAsync(EpochStart, EpochEnd, null, CancellationToken.None), TimeSpan.FromHours(1));
    }
}
