using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Layers;
using Spacemesh.Services.Sync.Peers;
using Spacemesh.Services.Sync.Tests.Support;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Services.Sync.Tests;

/// <summary>Layer data, and certificates of young layers (spec 08 §8.5, §11.2).</summary>
public sealed class LayerTests
{
    private static readonly LayerId Layer = new(SyncWorld.Genesis + 3);
    private static readonly BlockId Block = new(new Bytes20(TestChain.Id("block").ToArray().AsSpan(0, 20)));

    [Fact]
    public void Lists_of_all_peers_are_fetched()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10, new TestChain());
        var (one, other) = (new TestChain(), new TestChain());
        one.AddBallot(Layer, "a");
        other.AddBallot(Layer, "b");
        world.Join("one", one);
        world.Join("other", other);
        var fetched = Fetch(world);
        Assert.Equal(new LayerFetch(true, 2, 2, ""), fetched);
    }

    [Fact]
    public void Layer_that_all_call_empty_is_empty()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10, new TestChain());
        world.Join("one");
        world.Join("other");
        Assert.Equal(new LayerFetch(true, 0, 0, ""), Fetch(world));
    }

    [Fact]
    public void Silent_peer_delays_an_empty_layer_twice_only()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10, new TestChain());
        world.Join("one");
        world.Join("silent").Place.LyingAnswers = (_, _, _) => null;
        var layers = Layers(world);
        Assert.False(Fetch(world, layers).IsComplete);
        Assert.False(Fetch(world, layers).IsComplete);
        Assert.True(Fetch(world, layers).IsComplete);
    }

    [Fact]
    public void Invented_ballot_does_not_hold_up_the_layer()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        world.Join("inventor", new TestChain()).FakeBallots = 2;
        world.Join("honest");
        var fetched = Fetch(world);
        Assert.True(fetched.IsComplete);
        Assert.Equal(5, fetched.NewBallots);
    }

    [Fact]
    public void Ballots_of_a_peer_that_went_away_are_waited_for()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        world.Join("honest");
        var leaving = new TestChain();
        leaving.AddBallot(Layer, "only there");
        var left = world.Join("leaving", leaving);
        // Its list arrives, then it is gone: its ballot may be real.
        world.Fetcher.OnFetch = () => left.Place.Online = false;
        Assert.False(Fetch(world).IsComplete);
        left.Place.Online = true;
        world.Fetcher.OnFetch = null;
        Assert.True(Fetch(world).IsComplete);
    }

    [Fact]
    public void Answer_with_a_byte_too_many_is_no_answer()
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        world.Join("forger").Place.LyingAnswers = (_, _, answer) => (byte[])[.. answer.Span, 0];
        Assert.Contains("ld/1", Fetch(world).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_is_adopted_and_its_block_fetched_before_the_votes_hear()
    {
        var world = Certified(out var fetched);
        world.Adopt = (_, _) => Verdict.Accept;
        world.ProcessOnce();
        Assert.Equal([(Young(world), Block)], world.Mesh.Certified);
        Assert.Equal([Block], fetched.Blocks);
    }

    [Fact]
    public void Refused_certificate_changes_nothing_and_the_layer_is_processed()
    {
        var world = Certified(out var fetched);
        world.Adopt = (_, _) => Verdict.Ignore("below the threshold");
        world.ProcessOnce();
        Assert.Empty(world.Mesh.Certified);
        Assert.Empty(fetched.Blocks);
        Assert.Equal(Young(world), world.Mesh.Processed);
    }

    [Fact]
    public void Own_output_needs_no_certificate()
    {
        var world = Certified(out _);
        int adopted = 0;
        world.Adopt = (_, _) => Verdict.Settled($"{++adopted}");
        foreach (uint back in (uint[])[1, 2, 3, 4])
            world.State.Certificates.SetHareOutput(new LayerId(world.Clock.Current.Value - back), Block);
        world.ProcessOnce();
        Assert.Equal(0, adopted);
        Assert.Equal(Young(world), world.Mesh.Processed);
    }

    [Fact]
    public async Task Certificate_of_another_block_is_no_answer()
    {
        var peers = new ScriptedPeers((from, _, _) => Scale.Encode(new Certificate(from.Text == "liar" ? default : Block, default)));
        peers.All.AddRange([new PeerId("liar"), new PeerId("honest")]);
        var queries = new PeerQueries(peers);
        await Assert.ThrowsAsync<PeerRequestException>(() => queries.CertificateAsync(new PeerId("liar"), Layer, Block, CancellationToken.None));
        Assert.Equal(Block, (await queries.CertificateAsync(new PeerId("honest"), Layer, Block, CancellationToken.None)).BlockId);
    }

    private static LayerId Young(SyncWorld world) => world.Sync.LastLayer;

    /// <summary>A node whose layers are here, and a peer that has a certificate for the youngest.</summary>
    private static SyncWorld Certified(out BlockFetches blocks)
    {
        var world = new SyncWorld(SyncWorld.Genesis + 10);
        var peer = world.Join("peer");
        Assert.True(world.RunOnce());
        var young = world.Sync.LastLayer;
        var fetches = new BlockFetches();
        peer.Certificate = (layer, block) => layer != young ? null : block is null ? Scale.Encode(new LayerOpinion(default, Block)) : Scale.Encode(new Certificate(Block, default));
        world.Fetcher.OnBlock = fetches.Blocks.Add;
        blocks = fetches;
        return world;
    }

    private static LayerDataSync Layers(SyncWorld world)
    {
        var trust = new PeerTrust();
        return new LayerDataSync(
            new PeerQueries(world.Place.Requests), new PeerChoice(world.Place.Requests, trust, new Runtime.SeededRandom(1)), trust, world.Fetcher, world.State, SilentSyncMeter.Instance, NullLogger.Instance);
    }

    private static LayerFetch Fetch(SyncWorld world, LayerDataSync? layers = null) =>
        world.Scheduler.Run(() => (layers ?? Layers(world)).SyncAsync(Layer, CancellationToken.None), TimeSpan.FromMinutes(10));

    private sealed class BlockFetches
    {
        public List<BlockId> Blocks { get; } = [];
    }
}
