using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests.Scenarios;

/// <summary>The rows of the chapter's table of scenarios (spec 06 §10) in which hare, blocks or votes are missing, late or contradict each other.</summary>
public sealed class RepairScenarioTests
{
    private const uint Genesis = ScenarioMesh.Genesis;

    [Fact]
    public void A_late_block_of_an_abstained_layer_is_reported_alone()
    {
        var mesh = Mesh(2, 1);
        var one = LayerPlan.Good with { Blocks = 1 };
        mesh.Next(one);
        mesh.Next(LayerPlan.EmptyHare with { Blocks = 0 });
        mesh.Next(one with { Hare = HareEnd.None, Vote = (mesh, _) => ScenarioMesh.On(mesh.AnyBallot(mesh.Last - 1)) with { Abstain = [new LayerId(mesh.Last - 1)] } });
        var results = mesh.Machine.Updates();
        Assert.Equal(4, results.Count);
        Assert.All(Assert.Single(results, result => result.Layer.Value == mesh.Last - 2).Blocks, block => Assert.True(block.Valid));
        Assert.True(mesh.Machine.OnApplied(results[^1].Layer, results[^1].Opinion));
        mesh.AddBlock(mesh.Last - 1);
        mesh.Machine.TallyVotes(new LayerId(mesh.Last));
        Assert.Single(mesh.Machine.Updates());
    }

    [Fact]
    public void Layers_without_hare_are_abstained_within_zdist()
    {
        var mesh = Mesh(10, 3);
        mesh.Next();
        for (uint i = 1; i <= 3; i++)
        {
            var votes = mesh.Encode(mesh.Last + i).Votes;
            Assert.Single(votes.Support);
            Assert.Empty(votes.Against);
            Assert.Equal(Enumerable.Range(1, (int)i - 1).Select(n => new LayerId(mesh.Last + (uint)n)), votes.Abstain);
        }
    }

    [Fact]
    public void A_layer_that_hare_has_not_ended_is_abstained_among_ended_ones()
    {
        var mesh = Mesh();
        var one = LayerPlan.Good with { Blocks = 1 };
        mesh.Next(one);
        mesh.Next(one with { Hare = HareEnd.None });
        mesh.Next(one);
        mesh.Machine.TallyVotes(new LayerId(mesh.Last + 1));
        var votes = mesh.Encode(mesh.Last + 1).Votes;
        Assert.Equal(mesh.BlocksOf(mesh.Last), votes.Support);
        Assert.Equal([new LayerId(Genesis + 2)], votes.Abstain);
        Assert.Equal(3, mesh.Behind);
    }

    [Fact]
    public void An_empty_layer_that_was_not_tallied_is_made_up_for()
    {
        var mesh = Mesh(5, 2);
        mesh.Next();
        mesh.Next(LayerPlan.EmptyHare with { Blocks = 0, Tally = false });
        mesh.Next(3);
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void Split_votes_are_healed_by_ballots_that_follow_the_coin()
    {
        var mesh = Mesh(2, 2);
        mesh.Next(LayerPlan.EmptyHare with { Blocks = 2 });
        var split = LayerPlan.EmptyHare with
        {
            Blocks = 2,
            Vote = (mesh, smesher) => ScenarioMesh.On(mesh.BallotsOf(mesh.Last - 1)[smesher], mesh.BlocksOf(mesh.Last - 1).Skip(smesher % 2).Take(1)),
        };
        mesh.Next(2, split);
        Assert.Equal(Genesis, mesh.Machine.LatestVerified.Value);
        var support = mesh.Encode(mesh.Last + 1).Votes.Support;
        Assert.Equal([Genesis + 2, Genesis + 1], support.Select(vote => vote.LayerId.Value));
        mesh.Next(10, LayerPlan.Good with { Vote = (mesh, _) => mesh.OwnVotes() });
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void Slow_smeshers_find_no_height_through_an_empty_layer()
    {
        var mesh = Mesh(size: 7, ticks: [20, 20, 20, 20, 10, 10, 10]);
        mesh.Next(LayerPlan.Good with { Height = 11 });
        mesh.Next(LayerPlan.Nothing);
        mesh.Next(3);
        Assert.Equal(Genesis, mesh.Machine.LatestVerified.Value);
    }

    [Fact]
    public void A_layer_that_ballots_skipped_is_invalid_until_they_support_it()
    {
        var mesh = Mesh(2, 2, size: 4, ticks: Four);
        mesh.Next();
        var skipped = mesh.BlocksOf(mesh.Last)[0];
        mesh.Next(LayerPlan.Good with { Vote = (mesh, smesher) => ScenarioMesh.On(mesh.BallotsOf(mesh.Last - 1)[smesher]) });
        mesh.Next();
        var decided = Assert.Single(mesh.Machine.Updates(), result => result.Layer == skipped.LayerId);
        Assert.True(decided.Blocks.Single(block => block.Header == skipped).Invalid);
        mesh.Next(LayerPlan.Good with
        {
            Vote = (mesh, smesher) => ScenarioMesh.On(mesh.BallotsOf(mesh.Last - 1)[smesher], [skipped, .. mesh.BlocksOf(mesh.Last - 1).Take(1)]),
        });
        mesh.Next(10);
        Assert.False(mesh.Machine.IsFull);
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void Weight_that_arrives_late_reverts_a_layer()
    {
        var mesh = Mesh(2, 2, size: 4, ticks: Four);
        var one = LayerPlan.Good with { Blocks = 1 };
        mesh.Next(one with { Hare = HareEnd.Empty });
        mesh.Next(2, one);
        var results = mesh.Machine.Updates();
        Assert.Equal(4, results.Count);
        Assert.True(results[1].Blocks[0].Valid);
        Assert.True(results[2].Blocks[0].Valid);
        Assert.True(results[3].Blocks[0] is { Hare: true, Valid: false });
        Assert.True(mesh.Machine.OnApplied(results[3].Layer, results[3].Opinion));

        mesh.AddAtx(2, new AtxEntry(GivenMesh.Id<AtxId>(2, 99), GivenMesh.Id<NodeId>(99), default, 200, 0, 200, 0));
        for (uint i = 0; i < 16; i++)
            mesh.AddBallot(Genesis + 2, 98, 1, Votes.None);
        mesh.Machine.TallyVotes(new LayerId(mesh.Last));
        results = mesh.Machine.Updates();
        Assert.Equal([Genesis + 1, Genesis + 2, Genesis + 3], results.Select(result => result.Layer.Value));
        Assert.True(results[0].Blocks[0].Invalid);
    }

    public static TheoryData<int, bool?> LateHare => new() { { 4, null }, { 0, null }, { 3, false }, { 3, true } };

    /// <param name="after">Layers between the one without hare's block and the late output.</param>
    /// <param name="early">What hare gave at first: nothing, no block (false), the second block (true).</param>
    [Theory]
    [MemberData(nameof(LateHare))]
    public void A_late_hare_output_is_taken(int after, bool? early)
    {
        var mesh = Mesh(6, 3, size: 4, ticks: Four);
        mesh.Next(LayerPlan.NoHare with { Tally = early is null });
        if (early is { } chosen)
        {
            mesh.Machine.OnHareOutput(new LayerId(mesh.Last), chosen ? mesh.BlocksOf(mesh.Last)[1].Id : default);
            mesh.Machine.TallyVotes(new LayerId(mesh.Last));
        }

        mesh.Next(after);
        Assert.Equal(Genesis, mesh.Machine.LatestVerified.Value);
        mesh.Machine.OnHareOutput(new LayerId(Genesis + 1), mesh.BlocksOf(Genesis + 1)[0].Id);
        mesh.Next();
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void The_first_height_heard_of_a_block_counts_until_its_body_is_here()
    {
        var mesh = Mesh(2, 1, size: 4, ticks: Four);
        var empty = LayerPlan.EmptyHare with { Blocks = 0 };
        mesh.Next(empty);
        var target = new Vote(GivenMesh.Id<BlockId>(77), new LayerId(mesh.Last), 1);
        mesh.Next(empty with { Vote = (mesh, smesher) => ScenarioMesh.On(mesh.BallotsOf(mesh.Last - 1)[0], target with { Height = 1 + (ulong)(smesher % 2) }) });
        var upvoting = mesh.BallotsOf(mesh.Last)[0];
        mesh.Next(empty with { Vote = (_, _) => ScenarioMesh.On(upvoting) });
        var results = mesh.Machine.Updates();
        Assert.Equal(4, results.Count);
        var block = results[1].Blocks[0];
        Assert.Equal((target, true, false), (block.Header, block.Valid, block.Data));
        Assert.Equal([target], mesh.Encode(mesh.Last + 1).Votes.Against);
        mesh.Machine.OnBlock(target);
        Assert.Empty(mesh.Encode(mesh.Last + 1).Votes.Against);
    }

    private static IEnumerable<ulong> Four => Enumerable.Repeat(10ul, 4);

    private static ScenarioMesh Mesh(uint hdist = 10, uint zdist = 8, uint size = 10, IEnumerable<ulong>? ticks = null) =>
        new(ScenarioMesh.Defaults with { Hdist = hdist, Zdist = zdist }, size, ticks);
}
