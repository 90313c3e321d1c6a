using Spacemesh.Primitives;

namespace Spacemesh.Tortoise.Tests.Scenarios;

/// <summary>The rows of the chapter's table of scenarios (spec 06 §10). The traces hold most of them event by event as well.</summary>
public sealed class ScenarioTests
{
    private const uint Genesis = ScenarioMesh.Genesis;

    [Fact]
    public void Good_layers_are_verified_but_the_last()
    {
        var mesh = Mesh();
        mesh.Next(5);
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void Empty_hare_outputs_wait_for_good_layers()
    {
        var mesh = Mesh(4, 4);
        mesh.Next(5);
        mesh.Next(2, LayerPlan.EmptyHare);
        Assert.Equal(Genesis + 4, mesh.Machine.LatestVerified.Value);
        mesh.Next(2);
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void Empty_hare_outputs_among_many_good_layers_are_verified()
    {
        var mesh = Mesh();
        mesh.Next(5);
        mesh.Next(1, LayerPlan.EmptyHare);
        mesh.Next(2);
        mesh.Next(2, LayerPlan.EmptyHare);
        mesh.Next(30);
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void Abstaining_while_hare_is_open_stops_verification()
    {
        var mesh = Mesh(10, 3, size: 4, ticks: Four);
        var own = LayerPlan.Good with { Vote = (mesh, _) => mesh.OwnVotes() };
        mesh.Next(5, own);
        mesh.Next(2, own with { Hare = HareEnd.None });
        mesh.Next(3, own);
        Assert.Equal(Genesis + 5, mesh.Machine.LatestVerified.Value);
    }

    [Fact]
    public void A_layer_delivered_late_costs_nothing()
    {
        var mesh = Mesh();
        mesh.Next(2);
        mesh.Next(LayerPlan.Good with { Tally = false });
        mesh.Next(2);
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void A_layer_that_was_not_tallied_is_made_up_for()
    {
        var mesh = Mesh(5, 2);
        mesh.Next();
        mesh.Next(LayerPlan.Good with { Tally = false });
        mesh.Next(3);
        Assert.Equal(1, mesh.Behind);
        Assert.False(mesh.Machine.IsFull);
        foreach (var result in mesh.Apply().Where(result => result.Verified && result.Layer.Value > Genesis))
            Assert.Equal(mesh.BlocksOf(result.Layer.Value)[0].Id, result.FirstValid());
    }

    [Fact]
    public void A_layer_without_hare_is_decided_by_full_mode()
    {
        var mesh = Mesh(5, 2, size: 4, ticks: Four);
        mesh.Next();
        mesh.Next(LayerPlan.NoHare with { Tally = false });
        mesh.Next(2);
        Assert.Equal(Genesis, mesh.Machine.LatestVerified.Value);
        mesh.Next();
        Assert.True(mesh.Machine.IsFull);
        Assert.Equal(1, mesh.Behind);
        Assert.Equal(mesh.BlocksOf(Genesis + 2)[0].Id, mesh.Apply().Last(result => result.Layer.Value == Genesis + 2).FirstValid());
    }

    [Fact]
    public void Ballots_on_unknown_bases_count_for_nothing()
    {
        var mesh = Mesh();
        var unknown = LayerPlan.Good with { Vote = (_, smesher) => ScenarioMesh.On(GivenMesh.Id<BallotId>(77, (uint)smesher)) };
        mesh.Next(5, unknown);
        Assert.Equal(Genesis, mesh.Machine.LatestVerified.Value);
        Assert.Empty(mesh.BallotsOf(Genesis + 1));
    }

    [Fact]
    public void Some_ballots_on_unknown_bases_do_no_harm()
    {
        var mesh = Mesh(size: 20);
        mesh.Next(5, LayerPlan.Good with
        {
            Vote = (mesh, smesher) => smesher < 2
                ? ScenarioMesh.On(GivenMesh.Id<BallotId>(77))
                : ScenarioMesh.On(mesh.AnyBallot(mesh.Last - 1), mesh.BlocksOf(mesh.Last - 1).Take(1)),
        });
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void Weight_counts_and_not_number_of_ballots()
    {
        var mesh = Mesh(size: 8, ticks: Enumerable.Repeat(10ul, 8));
        mesh.Next(2);
        mesh.Next(LayerPlan.Good with { Size = 2 });
        Assert.Equal(3, mesh.Behind);
    }

    [Fact]
    public void One_voter_among_abstaining_ones_does_not_verify()
    {
        var mesh = Mesh();
        mesh.Next();
        mesh.Next(10, LayerPlan.Good with
        {
            Vote = (mesh, smesher) => smesher == 0
                ? ScenarioMesh.On(mesh.BallotsOf(mesh.Last - 1).FirstOrDefault(), mesh.BlocksOf(mesh.Last - 1).Take(1))
                : ScenarioMesh.On(mesh.BallotsOf(mesh.Last - 1).FirstOrDefault()) with { Abstain = [new LayerId(mesh.Last - 1)] },
        });
        Assert.Equal(2, mesh.Behind);
        mesh.Next(LayerPlan.Good with { Vote = (mesh, _) => ScenarioMesh.On(mesh.BallotsOf(mesh.Last - 1)[0], mesh.BlocksOf(mesh.Last - 1).Take(1)) });
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void A_late_block_that_ballots_support_becomes_valid()
    {
        var mesh = Mesh(1, 1);
        mesh.Next();
        var late = mesh.AddBlock(mesh.Last);
        mesh.Next(LayerPlan.Good with { Vote = (mesh, _) => ScenarioMesh.On(mesh.AnyBallot(mesh.Last - 1), mesh.BlocksOf(mesh.Last - 1)[0], late) });
        Assert.Equal(1, mesh.Behind);
        Assert.Contains(mesh.Apply().Single(result => result.Layer == late.LayerId).Blocks, block => block.Header == late && block.Valid);
    }

    [Fact]
    public void Ballots_of_malfeasant_smeshers_verify_nothing()
    {
        var mesh = Mesh();
        mesh.Malfeasance();
        mesh.Next(5);
        Assert.Equal(Genesis, mesh.Machine.LatestVerified.Value);
        Assert.Equal(default, mesh.Encode(mesh.Last + 1).Votes.Base);
    }

    [Fact]
    public void Layers_leave_the_window_when_they_are_applied()
    {
        var mesh = Mesh(4, 4, window: 2);
        mesh.Next(20);
        Assert.Equal(Genesis - 1, mesh.Machine.Evicted.Value);
        mesh.Apply();
        Assert.Equal(mesh.Machine.LatestVerified.Value - 2 - 1, mesh.Machine.Evicted.Value);
    }

    [Fact]
    public void A_block_higher_than_most_waits_for_full_mode()
    {
        var mesh = Mesh(3, 3);
        mesh.Next(3, LayerPlan.Good with { Height = 100_000 });
        Assert.Equal(Genesis, mesh.Machine.LatestVerified.Value);
        Assert.False(mesh.Machine.IsFull);
        mesh.Next(LayerPlan.Good with { Height = 100_000 });
        Assert.True(mesh.Machine.IsFull);
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void Fast_smeshers_alone_carry_high_blocks()
    {
        var mesh = Mesh(3, 3, size: 10, ticks: [20, 20, 20, 20, 20, 20, 20, 10, 10, 10]);
        mesh.Next(3, LayerPlan.Good with { Height = 11 });
        Assert.Equal(2, mesh.Behind);
    }

    [Fact]
    public void Layers_without_blocks_are_verified()
    {
        var mesh = Mesh(size: 7, ticks: [20, 20, 20, 20, 20, 10, 10]);
        mesh.Next(5, LayerPlan.Good with { Blocks = 0 });
        Assert.Equal(1, mesh.Behind);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(5)]
    public void Layers_without_hare_and_blocks_are_healed_after_hdist(uint hdist)
    {
        var mesh = Mesh(hdist, 3);
        mesh.Next();
        mesh.Next(2, LayerPlan.Nothing);
        mesh.Next(1);
        Assert.InRange(mesh.Machine.LatestVerified.Value, Genesis, Genesis + 1);
        mesh.Next((int)hdist + 1);
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void Full_mode_is_left_after_good_layers()
    {
        var mesh = Mesh(2, 2);
        mesh.Next(2, LayerPlan.EmptyHare with { Tally = false });
        mesh.Next(LayerPlan.EmptyHare);
        Assert.True(mesh.Machine.IsFull);
        mesh.Next(3);
        Assert.False(mesh.Machine.IsFull);
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void Three_layers_of_nothing_stop_verification_until_good_ones()
    {
        var mesh = Mesh(10, 3);
        mesh.Next(3, LayerPlan.Nothing);
        Assert.Equal(Genesis, mesh.Machine.LatestVerified.Value);
        mesh.Next(4);
        Assert.Equal(1, mesh.Behind);
    }

    [Fact]
    public void Split_votes_stop_verification_within_hdist()
    {
        var mesh = Mesh(11, 8);
        mesh.Next(10);
        mesh.Next(5, Split);
        Assert.True(mesh.Machine.LatestVerified.Value < Genesis + 9, $"{mesh.Machine.LatestVerified}");
        Assert.False(mesh.Machine.IsFull);
    }

    [Fact]
    public void An_unsupported_layer_is_valid_once_it_is_supported()
    {
        var mesh = Mesh(1, 1, window: 10);
        mesh.Next(2);
        mesh.Next();
        var forgotten = mesh.BlocksOf(mesh.Last)[0];
        mesh.Next(1, LayerPlan.Good with { Vote = (mesh, _) => ScenarioMesh.On(mesh.AnyBallot(mesh.Last - 1)) });
        mesh.Next(2);
        mesh.Next(8, LayerPlan.Good with
        {
            Vote = (mesh, _) => ScenarioMesh.On(mesh.AnyBallot(mesh.Last - 1), [forgotten, .. mesh.BlocksOf(mesh.Last - 1).Take(1)]),
        });
        Assert.Equal(1, mesh.Behind);
        Assert.Contains(mesh.Apply().Last(result => result.Layer == forgotten.LayerId).Blocks, block => block.Header == forgotten && block.Valid);
    }

    [Fact]
    public void A_third_of_the_layer_s_blocks_delayed_by_a_reordering_is_verified()
    {
        var mesh = Mesh();
        for (int round = 0; round < 5; round++)
        {
            mesh.Next(LayerPlan.Good with { Tally = false });
            mesh.Next();
        }

        Assert.Equal(1, mesh.Behind);
    }

    /// <summary>Half of the ballots supports the first block of the layer before, half the second.</summary>
    private static LayerPlan Split => LayerPlan.Good with
    {
        Hare = HareEnd.None,
        Vote = (mesh, smesher) => ScenarioMesh.On(mesh.BallotsOf(mesh.Last - 1)[smesher % 2], mesh.BlocksOf(mesh.Last - 1).Skip(smesher % 2).Take(1)),
    };

    private static IEnumerable<ulong> Four => Enumerable.Repeat(10ul, 4);

    private static ScenarioMesh Mesh(uint hdist = 10, uint zdist = 8, uint size = 10, uint window = 30, IEnumerable<ulong>? ticks = null) =>
        new(ScenarioMesh.Defaults with { Hdist = hdist, Zdist = zdist, WindowSize = window }, size, ticks);
}
