using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests.Scenarios;

/// <summary>The rows of the chapter's deterministic fixture (spec 06 §10) with the numbers that stand there.</summary>
public sealed class FixtureTests
{
    [Fact]
    public void Sanity()
    {
        var mesh = new FixtureMesh(2, 400);
        Assert.Equal("747518e13bddb97de9126747a15ceddc6e126ff5", mesh.BallotOf(1, 0).ToHex());
        Assert.Equal("924cd7f9653887ea06159883f6a8fae2b027c847", mesh.BallotOf(1, 1).ToHex());
        mesh.Ballots(1, Votes.None, eligibilities: 25);
        mesh.Machine.TallyVotes(mesh.At(1));
        // Two ballots of 40, less what the sum in fixed point loses.
        Assert.InRange(Fixed.FromInteger(80).Magnitude - mesh.Machine.Snapshot().TotalGoodWeight.Magnitude, UInt128.Zero, (UInt128)64);
        var first = mesh.Chosen(1, "aa");
        mesh.Ballots(2, Supporting(first), eligibilities: 25);
        mesh.Chosen(2, "bb");
        mesh.Machine.TallyVotes(mesh.At(2));
        Assert.Equal(["0+", "1+ {v,hare,d}", "2 {hare,d}"], mesh.Updates());
        AssertOpinions(
            mesh,
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
            "6472625e0aa63490e259fe47f14e02823f42d641865805731464594742471383",
            "2f5a2c5ac02c26b6af4e3ff5ffc12d654e7309719c21bd940b16f465bcd957d5");
    }

    [Fact]
    public void Disagreement()
    {
        var mesh = new FixtureMesh(5, 400);
        mesh.Ballots(1, Votes.None);
        var block = mesh.Chosen(1, "aa");
        mesh.Ballot(2, 0, Supporting(block));
        mesh.Ballot(2, 1, Supporting(block));
        mesh.Ballot(2, 2, Votes.None with { Abstain = [mesh.At(1)] });
        mesh.Ballot(2, 3, Votes.None);
        mesh.Ballot(2, 4, Votes.None);
        mesh.Machine.TallyVotes(mesh.At(1));
        Assert.Equal(["0+", "1 {hare,d}"], mesh.Updates());
    }

    [Fact]
    public void Epoch_gap()
    {
        var mesh = new FixtureMesh(2, 10, height: 1, options: EpochsOfFour);
        var votes = Votes.None;
        for (uint n = 1; n <= 4; n++)
        {
            mesh.Ballots(n, votes);
            votes = new Votes(mesh.BallotOf(n, 0), [mesh.Chosen(n, $"{n}")], default, default);
        }

        mesh.Machine.TallyVotes(mesh.At(8));
        Assert.Equal(["0+", "1+ {v,hare,d}", "2+ {v,hare,d}", "3+ {v,hare,d}", "4 {hare,d}", "5", "6", "7", "8"], mesh.Updates());
        Assert.Equal(9, mesh.Machine.Updates().Count);
    }

    [Fact]
    public void Switch_to_full_mode()
    {
        var mesh = new FixtureMesh(4, 100, height: 10, options: FixtureMesh.Defaults with { Hdist = 4, Zdist = 2 });
        var votes = Votes.None;
        for (uint n = 1; n <= 4; n++)
        {
            mesh.Ballots(n, votes, eligibilities: 12);
            votes = new Votes(mesh.BallotOf(n, 0), [mesh.Block(n, $"{n}", n)], default, default);
        }

        mesh.Machine.TallyVotes(mesh.At(3));
        Assert.False(mesh.Machine.IsFull);
        Assert.Equal(["0+", "1 {}", "2 {}", "3 {}"], mesh.Updates());
        AssertOpinions(
            mesh,
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
            "82878ed8",
            "f7263e8bf87d9b26ea21f6e608b9a1798c32584b88124109c860027092fda7ab",
            "920cb56bb212c8d6543e6bde8815d51114cef847a1d7e262116a8b51e14ef622");
        foreach (var result in mesh.Machine.Updates())
            mesh.Machine.OnApplied(result.Layer, result.Opinion);

        mesh.Machine.TallyVotes(mesh.At(4));
        Assert.True(mesh.Machine.IsFull);
        var counted = mesh.Machine.Snapshot();
        Assert.Equal(960767920505705813u, counted.LocalThreshold.Magnitude);
        Assert.Equal(
            [8301034833169298112, 5534023222112865408, 2767011611056432704],
            Enumerable.Range(1, 3).Select(n => counted.Layers[mesh.At((uint)n)].Blocks[0].Margin.Magnitude));
        foreach (var result in mesh.Machine.Updates().Where(result => result.Layer > mesh.At(0)))
        {
            Assert.Equal(result.Layer < mesh.At(4), result.Verified);
            Assert.Equal(result.Verified, result.Blocks is [{ Valid: true, Local: true, Data: false }]);
        }

        AssertOpinions(
            counted.Layers,
            mesh.At(1),
            "82878ed8",
            "2c67ac742a8062b4dd3df466c7fbac137b1c452030d1c362a821ac473d68154f",
            "b98687f7a48a35dcf95e2f765600a6dc5ee8dc52fb30f8e19d1927816c57d569",
            "2ed571c6dde7437850703e38bd16409b6a5fadf5877f3eb657de5b782a700280");
    }

    [Fact]
    public void Atxs_of_a_malfeasant_smesher_do_not_raise_the_threshold()
    {
        var mesh = new FixtureMesh(3, 100);
        mesh.Ballots(1, Votes.None);
        mesh.Machine.OnMalfeasance(FixtureMesh.Smesher(0));
        var before = mesh.Machine.Snapshot().Epochs[new EpochId(2)].Weight;
        for (uint i = 0; i < 10; i++)
            mesh.AddAtx(0, GivenMesh.Id<AtxId>(99, i));
        mesh.Machine.TallyVotes(mesh.At(1));
        Assert.Equal(["0+", "1"], mesh.Updates());
        Assert.Equal(before, mesh.Machine.Snapshot().Epochs[new EpochId(2)].Weight);
    }

    [Fact]
    public void Ballots_of_a_malfeasant_smesher_do_not_change_the_outcome()
    {
        var mesh = new FixtureMesh(3, 100, options: FixtureMesh.Defaults with { Hdist = 1, Zdist = 1 });
        mesh.Ballots(1, Votes.None);
        mesh.Ballots(2, Supporting(mesh.Block(1, "a")));
        mesh.Machine.OnMalfeasance(FixtureMesh.Smesher(0));
        for (uint i = 0; i < 10; i++)
            mesh.Ballot(2, 0, Votes.None, id: GivenMesh.Id<BallotId>(99, i));
        mesh.Machine.TallyVotes(mesh.At(2));
        Assert.Equal("1+ {v,l}", mesh.Updates()[1]);
    }

    [Fact]
    public void Base_abstains()
    {
        var mesh = new FixtureMesh(1, 100);
        mesh.Ballots(1, Votes.None);
        mesh.Ballots(2, Votes.None with { Base = mesh.BallotOf(1, 0), Abstain = [mesh.At(1)] });
        mesh.Machine.OnBlock(mesh.Block(1, "aa"));
        mesh.Machine.TallyVotes(mesh.At(2));
        var opinion = mesh.Encode(3);
        Assert.Equal(new Votes(mesh.BallotOf(2, 0), default, default, [mesh.At(2)]), opinion.Votes);
        Assert.Equal("60938d7ff9415ee4101aed9bb43e406f5dc499139959ae4c392c38f6ab654d06", opinion.Hash.ToHex());
    }

    [Fact]
    public void Duplicate_ballot()
    {
        var mesh = new FixtureMesh(1, 100);
        var ballot = mesh.Make(1, 0, Votes.None) with { Opinion = mesh.Encode(1) };
        Assert.Null(mesh.Machine.DecodeBallot(ballot, out var first));
        Assert.Null(mesh.Machine.DecodeBallot(ballot, out var second));
        Assert.Null(mesh.Machine.StoreBallot(first!));
        Assert.StartsWith("tortoise: ballot exists", mesh.Machine.StoreBallot(second!)?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hare_before_the_tally_is_one_update()
    {
        var mesh = new FixtureMesh(0, 0, options: EpochsOfFour);
        mesh.Chosen(1, "\x01");
        mesh.Machine.TallyVotes(mesh.At(1));
        string[] updates = mesh.Updates();
        Assert.Equal(2, updates.Length);
        Assert.EndsWith(" {hare,d}", updates[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Hare_after_the_tally_is_another_update()
    {
        var mesh = new FixtureMesh(0, 0, options: EpochsOfFour);
        mesh.Machine.TallyVotes(mesh.At(1));
        var updates = mesh.Machine.Updates();
        Assert.Equal(2, updates.Count);
        Assert.True(updates[0].Verified);
        var block = mesh.Block(1, "\x01");
        mesh.Machine.OnBlock(block);
        Assert.True(mesh.Machine.OnApplied(updates[0].Layer, updates[0].Opinion));
        mesh.Machine.OnHareOutput(block.LayerId, block.Id);
        Assert.EndsWith(" {hare,d}", Assert.Single(mesh.Updates()), StringComparison.Ordinal);
    }

    [Fact]
    public void Encoded_votes_follow_hare()
    {
        var mesh = new FixtureMesh(0, 0, options: EpochsOfFour);
        var block = mesh.Chosen(1, "\x01");
        AssertEncoded(mesh, new Votes(default, [block], default, default), "fce0dbe73013a6fe198f8edf9f10a03395b193730d73e6e91ca86db9ff75ee87");
    }

    [Fact]
    public void Encoded_votes_are_against_all_after_an_empty_hare()
    {
        var mesh = new FixtureMesh(0, 0, options: EpochsOfFour);
        mesh.Machine.OnHareOutput(mesh.At(1), default);
        AssertEncoded(mesh, Votes.None, "82878ed8a480ee41775636820e05a934ca5c747223ca64306658ee5982e6c227");
    }

    [Fact]
    public void Encoded_votes_abstain_where_nothing_is_known()
    {
        var mesh = new FixtureMesh(0, 0, options: EpochsOfFour);
        AssertEncoded(mesh, Votes.None with { Abstain = [mesh.At(1)] }, "59398759f8fb89863c9419128ca04a0dd2e4d82b2f3c156e786f566c5eee7596");
    }

    [Fact]
    public void Encoded_votes_follow_the_coin_beyond_hdist()
    {
        var mesh = new FixtureMesh(0, 0, options: EpochsOfFour with { Hdist = 1, Zdist = 1 });
        var high = mesh.Block(1, "\x01", 100);
        var low = mesh.Block(1, "\x02", 10);
        mesh.Machine.OnBlock(high);
        mesh.Machine.OnBlock(low);
        mesh.Machine.OnWeakCoin(mesh.At(2), coin: true);
        mesh.Machine.TallyVotes(mesh.At(3));
        var opinion = mesh.Encode(3);
        Assert.Equal(new Votes(default, [low, high], default, default), opinion.Votes);
        Assert.Equal("5d81cbb7dc0edf6ef932857ed316bb653c0b952dc5b7e66091c9ac11774213da", opinion.Hash.ToHex());
    }

    private static TortoiseOptions EpochsOfFour => FixtureMesh.Defaults with { LayersPerEpoch = 4, EffectiveGenesis = new LayerId(7), BadBeaconVoteDelayLayers = 4 };

    private static Votes Supporting(Vote block) => Votes.None with { Support = [block] };

    private static void AssertEncoded(FixtureMesh mesh, Votes votes, string hash)
    {
        mesh.Machine.TallyVotes(mesh.At(2));
        var opinion = mesh.Encode(2);
        Assert.Equal(votes, opinion.Votes);
        Assert.Equal(hash, opinion.Hash.ToHex());
    }

    private static void AssertOpinions(FixtureMesh mesh, params string[] expected) =>
        AssertOpinions(mesh.Machine.Snapshot().Layers, mesh.At(0), expected);

    private static void AssertOpinions(IReadOnlyDictionary<LayerId, LayerSnapshot> layers, LayerId from, params string[] expected)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.StartsWith(expected[i], layers[new LayerId(from.Value + (uint)i)].Opinion.ToHex(), StringComparison.Ordinal);
    }
}
