using Spacemesh.Mesh.Campaign.World;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Tortoise;

namespace Spacemesh.Services.Mesh.Tests;

/// <summary>Starts over a database with history (spec 06 §11, and the recovery scenarios of §10).</summary>
public sealed class RestartTests : IDisposable
{
    private static readonly LayerPlan Punctual = new() { Late = 0 };

    private readonly List<MeshWorld> _worlds = [];

    public void Dispose()
    {
        foreach (var world in _worlds)
            world.Dispose();
    }

    [Fact]
    public void Start_over_an_empty_database_has_nothing_pending_beyond_genesis()
    {
        var world = World(new WorldOptions { Nodes = 1, Honest = 4 });
        var node = world.Nodes[0];
        Assert.All(node.Votes.Updates(), result => Assert.Equal(world.Network.EffectiveGenesis, result.Layer));
        Assert.Equal(world.Network.EffectiveGenesis, node.Mesh.Applied);
        Assert.Equal(world.Network.EffectiveGenesis, node.Mesh.Processed);
        Assert.Equal(world.Network.EffectiveGenesis, node.Mesh.Latest);
    }

    [Fact]
    public void Start_after_fifty_layers_has_verified_all_but_the_last()
    {
        var world = World(new WorldOptions { Nodes = 1, Honest = 10 });
        var last = Steps(world, 50);
        var node = world.Nodes[0];
        node.Restart(last);
        Assert.Equal(last.Sub(1), node.Mesh.Verified);
        Assert.Equal(last, node.Mesh.Applied);
        Assert.Equal(last, node.Mesh.Processed);
        Assert.Empty(node.Votes.Skipped);
    }

    [Theory]
    [InlineData(10, 256)]
    [InlineData(100, 16)]
    public void Start_delivers_the_last_layer_alone_as_it_was(int layers, int window)
    {
        var world = World(new WorldOptions { Nodes = 1, Honest = 10, Window = (uint)window });
        var last = Steps(world, layers);
        var node = world.Nodes[0];
        var before = node.Votes.Updates()[^1];
        node.Restart(last);
        var after = Assert.Single(node.Votes.Updates());
        Assert.Equal(last, after.Layer);
        Assert.Equal(Show(before), Show(after));
        // The reference delivers everything again and again after some starts; here each layer applies what is new.
        for (int i = 0; i < 5; i++)
        {
            world.Step(Punctual);
            Assert.InRange(node.Votes.Updates().Count, 1, 2);
        }
    }

    [Fact]
    public void Start_in_the_past_of_its_votes_counts_what_is_stored()
    {
        var world = World(new WorldOptions { Nodes = 1, Honest = 10 });
        var last = Steps(world, 20);
        var node = world.Nodes[0];
        node.Restart(last.Sub(7));
        Assert.Equal(last.Sub(1), node.Mesh.Verified);
    }

    [Fact]
    public void Start_long_after_the_last_ballot_goes_on_where_it_stopped()
    {
        var world = World(new WorldOptions { Nodes = 1, Honest = 10 });
        var last = Steps(world, 30);
        var node = world.Nodes[0];
        node.Restart(last.Add(1000));
        Assert.Equal(last.Sub(1), node.Mesh.Verified);
        Assert.Equal(last, Steps(world, 10).Sub(10));
        Assert.Equal(world.Layer.Sub(1), node.Mesh.Verified);
    }

    [Fact]
    public void Fifty_smeshers_whose_ballots_get_lost_now_and_then_verify_all_but_the_last_layer()
    {
        var world = World(new WorldOptions { LayersPerEpoch = 4, Hdist = 10, Zdist = 8, LayerSize = 50, Honest = 50, Nodes = 5 });
        for (int i = 0; i < 20; i++)
        {
            var layer = world.Step(new LayerPlan { Late = 0.05, LateBy = 8 });
            Assert.All(world.Nodes, node => Assert.Equal(layer.Sub(1), node.Mesh.Verified));
        }
    }

    private static string Show(LayerResult result) => $"{result.Layer} {result.Verified} {result.Opinion} {string.Join(' ', result.Blocks)}";

    private static LayerId Steps(MeshWorld world, int layers)
    {
        for (int i = 0; i < layers; i++)
            world.Step(Punctual);
        return world.Layer;
    }

    private MeshWorld World(WorldOptions options)
    {
        var world = new MeshWorld(options, _ => Conduct.Against, new SeededRandom(7));
        _worlds.Add(world);
        return world;
    }
}
