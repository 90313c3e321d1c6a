using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests;

public sealed class TortoiseMachineTests
{
    private const uint First = GivenMesh.Genesis + 1;

    [Fact]
    public void Tally_agreeing_ballots_verifies_all_but_the_last_layer()
    {
        var mesh = new GivenMesh(GivenMesh.Options);
        mesh.Layers(First, First + 20);
        Assert.Equal(new LayerId(First + 19), mesh.Machine.LatestVerified);
        Assert.False(mesh.Machine.IsFull);
        Assert.All(mesh.Machine.Updates().Where(result => result.Layer.Value > GivenMesh.Genesis && result.Verified), result =>
            Assert.Equal(GivenMesh.Block(result.Layer.Value).Id, result.FirstValid()));
    }

    [Fact]
    public void Reference_ballot_without_eligibilities_is_a_fault()
    {
        var mesh = new GivenMesh(GivenMesh.Options);
        mesh.StartEpoch(2);
        var ballot = GivenMesh.Ballot(First, 0, default, Votes.None, eligibilities: 0);
        Assert.Equal(BallotFaultKind.BadWeight, mesh.Machine.DecodeBallot(ballot, out var decoded)?.Kind);
        Assert.Null(decoded);
    }

    [Fact]
    public void Ballot_heavier_than_all_sums_is_a_fault()
    {
        var mesh = new GivenMesh(GivenMesh.Options);
        mesh.AddAtx(2, GivenMesh.Atx(2, 0, ulong.MaxValue));
        var ballot = GivenMesh.Ballot(First, 0, default, Votes.None, eligibilities: 1) with { Eligibilities = 25_000 };
        Assert.Equal(BallotFaultKind.BadWeight, mesh.Machine.DecodeBallot(ballot, out _)?.Kind);
    }

    [Fact]
    public void Atx_weight_beyond_signed_numbers_is_counted()
    {
        var mesh = new GivenMesh(GivenMesh.Options);
        mesh.AddAtx(2, GivenMesh.Atx(2, 0, ulong.MaxValue));
        Assert.Equal(Fixed.FromInteger(ulong.MaxValue), mesh.Machine.Snapshot().Epochs[new EpochId(2)].Weight);
    }

    [Fact]
    public void Far_future_layers_cost_nothing_but_themselves()
    {
        var mesh = new GivenMesh(GivenMesh.Options);
        foreach (uint layer in (uint[])[1u << 20, 1u << 30, uint.MaxValue])
        {
            mesh.Machine.OnBlock(GivenMesh.Block(layer));
            mesh.Machine.OnWeakCoin(new LayerId(layer), coin: true);
            mesh.Machine.OnHareOutput(new LayerId(layer), default);
        }

        Assert.Equal(4, mesh.Machine.Snapshot().Layers.Count);
    }

    [Fact]
    public void Ballot_far_after_its_base_is_a_fault()
    {
        var mesh = new GivenMesh(GivenMesh.Options);
        mesh.StartEpoch(uint.MaxValue / GivenMesh.LayersPerEpoch);
        var ballot = GivenMesh.Ballot(uint.MaxValue, 0, default, Votes.None);
        Assert.Equal(BallotFaultKind.TooFarAhead, mesh.Machine.DecodeBallot(ballot, out _)?.Kind);
    }

    [Fact]
    public void Votes_on_the_last_layers_of_all_are_ignored()
    {
        var mesh = new GivenMesh(GivenMesh.Options);
        mesh.StartEpoch(2);
        var votes = Votes.None with { Support = [GivenMesh.Block(uint.MaxValue)], Abstain = [new LayerId(uint.MaxValue - 1)] };
        Assert.True(mesh.Machine.TryEncodeVotes(new LayerId(First), out var opinion, out _));
        Assert.Null(mesh.Machine.DecodeBallot(GivenMesh.Ballot(First, 0, opinion.Hash, votes), out var decoded));
        Assert.Null(mesh.Machine.StoreBallot(decoded!));
        mesh.Machine.TallyVotes(new LayerId(First));
        Assert.DoesNotContain(mesh.Machine.Snapshot().Layers.Keys, layer => layer.Value > First);
    }

    [Fact]
    public void Evicting_most_of_the_window_at_once_gives_the_state_of_evicting_step_by_step()
    {
        var options = GivenMesh.Options with { WindowSize = 4 };
        var steps = new GivenMesh(options);
        var atOnce = new GivenMesh(options);
        for (uint layer = First; layer <= First + 40; layer++)
        {
            steps.Layer(layer);
            atOnce.Layer(layer);
            steps.Apply();
        }

        Assert.Equal(new LayerId(GivenMesh.Genesis - 1), atOnce.Machine.Evicted);
        atOnce.Apply();
        Assert.Equal(steps.Machine.Evicted, atOnce.Machine.Evicted);
        Assert.True(atOnce.Machine.Evicted.Value > First + 30);
        for (uint layer = First + 41; layer <= First + 60; layer++)
        {
            steps.Layer(layer);
            atOnce.Layer(layer);
            Assert.False(atOnce.Machine.IsFull);
        }

        var expected = steps.Machine.Snapshot();
        var actual = atOnce.Machine.Snapshot();
        Assert.Equal(expected.Verified, actual.Verified);
        foreach (var (layer, value) in actual.Layers)
            Assert.Equal(expected.Layers[layer].Opinion, value.Opinion);
    }

    [Fact]
    public void Updates_after_recovery_without_a_tally_are_empty()
    {
        var mesh = new GivenMesh(GivenMesh.Options);
        mesh.Machine.RecoverFrom(new LayerId(20), GivenMesh.Id<Hash32>(1), GivenMesh.Id<Hash32>(2));
        Assert.Empty(mesh.Machine.Updates());
    }

    [Fact]
    public void Votes_wait_for_the_beacon_of_the_counted_ballots()
    {
        var mesh = new GivenMesh(GivenMesh.Options);
        for (uint smesher = 0; smesher < 4; smesher++)
            mesh.AddAtx(2, GivenMesh.Atx(2, smesher));
        Assert.True(mesh.Machine.TryEncodeVotes(new LayerId(First), out var opinion, out _));
        Assert.Null(mesh.Machine.DecodeBallot(GivenMesh.Ballot(First, 0, opinion.Hash, opinion.Votes), out var decoded));
        Assert.Null(mesh.Machine.StoreBallot(decoded!));
        mesh.Machine.TallyVotes(new LayerId(First));
        Assert.False(mesh.Machine.TryEncodeVotes(new LayerId(First + 1), out _, out string? failure));
        Assert.Contains("must be counted before encoding votes", failure, StringComparison.Ordinal);
        mesh.Machine.OnBeacon(new EpochId(2), Beacon.FromBytes([1, 2, 3, 4]));
        mesh.Machine.TallyVotes(new LayerId(First));
        Assert.True(mesh.Machine.TryEncodeVotes(new LayerId(First + 1), out _, out failure), failure);
    }

    [Fact]
    public void Same_ballot_twice_is_a_fault()
    {
        var mesh = new GivenMesh(GivenMesh.Options);
        mesh.Layer(First);
        Assert.True(mesh.Machine.TryEncodeVotes(new LayerId(First), out var opinion, out _));
        Assert.Null(mesh.Machine.DecodeBallot(GivenMesh.Ballot(First, 0, opinion.Hash, opinion.Votes), out var decoded));
        Assert.Equal(BallotFaultKind.AlreadyStored, mesh.Machine.StoreBallot(decoded!)?.Kind);
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused() =>
        Assert.Equal(
            "tortoise-hdist",
            Assert.Throws<InvalidOptionException>(() => new GivenMesh(GivenMesh.Options with { Hdist = 1, Zdist = 2 })).Key);
}
