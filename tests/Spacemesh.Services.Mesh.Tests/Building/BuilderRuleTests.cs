using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Proposals;
using Spacemesh.Proposals.Building;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Building;
using Spacemesh.Services.Mesh.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Services.Mesh.Tests.Building;

/// <summary>Rows of spec 06 §16.2 that no golden file has, with its identity: seed 10101 of the reference's generator.</summary>
public sealed class BuilderRuleTests
{
    private static readonly Hash32 Opinion = Hash32.FromBytes([1, .. new byte[31]]);
    private static readonly Hash32 Aggregated = Hash32.FromBytes([9, 9, 9, .. new byte[29]]);

    [Fact]
    public void Ten_slots_fall_into_their_layers()
    {
        using var world = World(hdist: 10);
        Assert.Equal([2u, 5u], Build(world, 16));
        Assert.Equal([3u, 7u], Build(world, 17));
        Assert.Equal([1u, 4u, 8u], Build(world, 18));
        Assert.Empty(Build(world, 19));
    }

    [Fact]
    public void Mesh_hash_is_named_once_everything_before_is_settled()
    {
        using var world = World(hdist: 10);
        world.LatestVerified = new LayerId(15);
        for (uint layer = 9; layer <= 16; layer++)
            world.State.Certificates.SetHareOutput(new LayerId(layer), default);
        world.State.Layers.SetAggregatedHash(new LayerId(16), Aggregated);
        Build(world, 17);
        Assert.Equal(Aggregated, Scale.Decode<Proposal>(world.Published[^1]).Inner.MeshHash);
    }

    [Theory]
    [InlineData(5u, 13u, 16u)] // verified too little for hdist 2 at layer 16: 13 must be
    [InlineData(15u, 16u, 17u)] // layer 15 has no hare output
    public void Mesh_hash_is_zero_while_something_is_open(uint verified, uint firstOutput, uint layer)
    {
        using var world = World(hdist: 2);
        world.LatestVerified = new LayerId(verified);
        for (uint output = firstOutput; output < layer; output++)
            world.State.Certificates.SetHareOutput(new LayerId(output), default);
        world.State.Layers.SetAggregatedHash(new LayerId(layer - 1), Aggregated);
        Build(world, layer);
        Assert.Equal(default, Scale.Decode<Proposal>(world.Published[^1]).Inner.MeshHash);
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(1u, uint.MaxValue)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    public void Mesh_hash_of_extreme_layers_and_distances_is_no_overflow(uint layer, uint hdist) => Assert.Equal(
        default, MeshHash.Choose(new LayerId(layer), new LayerId(9), hdist, default, _ => true, _ => Aggregated));

    [Fact]
    public void Same_layer_twice_is_a_failure()
    {
        using var world = World(hdist: 10);
        Build(world, 16);
        Assert.Contains("already built", Assert.Single(Await.Now(world.Builder.BuildAsync(new LayerId(16))).Failures), StringComparison.Ordinal);
        Assert.Single(world.Published);
    }

    private static List<uint> Build(BuilderWorld world, uint layer)
    {
        int before = world.Published.Count;
        Assert.Empty(Await.Now(world.Builder.BuildAsync(new LayerId(layer))).Failures);
        return world.Published.Count == before
            ? []
            : [.. Scale.Decode<Proposal>(Assert.Single(world.Published.Skip(before))).Inner.Ballot.EligibilityProofs.Select(proof => proof.J)];
    }

    /// <summary>One ATX and a first ballot in layer 15 that declares ten slots.</summary>
    private static BuilderWorld World(uint hdist)
    {
        var world = new BuilderWorld(
            BuilderNetwork.BeginningAt(5, new EpochId(3), 0),
            new ProposalOptions { LayerSize = 10, Hdist = hdist },
            new BuilderOptions { NetworkDelay = TimeSpan.Zero },
            new VirtualScheduler().TimeProvider)
        {
            Opinion = new Opinion(Opinion, Votes.None),
        };
        string path = VectorFile.List(VectorRunner.DefaultDirectory()).First(path => VectorFile.StemOf(path) == "06-builder");
        using var file = VectorFile.Open(path);
        var signer = world.Register(file.Cases.First().In.GetProperty("keys").EnumerateArray().First().Hex("private_key"));
        var atx = AtxId.FromBytes([1, .. new byte[31]]);
        world.Add(BuilderWorld.Atx(atx, signer.NodeId, new EpochId(2), 1, 100, 777, -1));
        var beacon = Beacon.FromBytes([1, 0, 0, 0]);
        world.State.Beacons.Add(new EpochId(3), beacon);
        var first = new Ballot(new InnerBallot(new LayerId(15), atx, default, default, new EpochData(default, beacon, 10)), default, signer.NodeId, Votes.None, default, default);
        world.State.Ballots.Add(BallotId.FromBytes([1, .. new byte[19]]), first);
        return world;
    }
}
