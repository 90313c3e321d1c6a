using System.Numerics;
using Spacemesh.Primitives;
using Spacemesh.Vm.Rewards;

namespace Spacemesh.Operations.Tests;

public sealed class EarningsTests
{
    private const string Coinbase = "00000000bcc3ba7c19b2b34120f766ce90abb284b8a7c8c0";
    private const string Smesher = "9b32d31c9fef9388fa0abb664aa6a89743acff066d0fb36cba52327f401faf9e";

    [Fact]
    public void Weight_is_that_of_the_guides_query()
    {
        using var golden = GoldenFolder.Node("n1");
        var weight = EpochWeight.Of(golden.At("state.sql"), new EpochId(2));
        Assert.Equal((3L, 0L, (UInt128)6, (UInt128)81744, new EpochId(3)), (weight.Atxs, weight.Checkpointed, weight.Units, weight.Weight, weight.TargetEpoch));
    }

    [Fact]
    public void Sum_beyond_64_bits_and_rows_without_weight_count()
    {
        using var golden = GoldenFolder.Node("n1");
        golden.Change("state.sql", "UPDATE atxs SET tick_count = -1, weight = NULL, received = 0 WHERE epoch = 2; INSERT INTO identities SELECT pubkey, x'00', 1 FROM atxs WHERE epoch = 2 LIMIT 1");
        var weight = EpochWeight.Of(golden.At("state.sql"), new EpochId(2));
        Assert.Equal((UInt128)6 * ulong.MaxValue, weight.Weight);
        Assert.Equal((3L, 1L, (UInt128)2 * ulong.MaxValue), (weight.Checkpointed, weight.MaliciousAtxs, weight.MaliciousWeight));
    }

    [Fact]
    public void Smesher_and_atx_show_their_part()
    {
        using var golden = GoldenFolder.Node("n1");
        var one = SmesherWeight.OfSmesher(golden.At("state.sql"), Id<NodeId>(Smesher), new EpochId(2));
        Assert.Equal(27248u, (ulong)one!.Weight);
        Assert.Equal(one, SmesherWeight.OfAtx(golden.At("state.sql"), one.Atx));
        Assert.Null(SmesherWeight.OfSmesher(golden.At("state.sql"), default, new EpochId(2)));
    }

    [Fact]
    public void Rewards_of_a_coinbase_and_of_its_smeshers_agree()
    {
        using var golden = GoldenFolder.Node("n1");
        var all = RewardReport.Of(golden.At("state.sql"), Id<Address>(Coinbase), null, LayerId.Zero, LayerId.Max);
        Assert.Equal((267, (BigInteger)42507572532297), (all.Rewards.Count, all.Total));
        var smeshers = all.Rewards.Select(reward => reward.SmesherId).Distinct().ToList();
        Assert.Equal(3, smeshers.Count);
        var parts = smeshers.Select(smesher => RewardReport.Of(golden.At("state.sql"), null, smesher, LayerId.Zero, LayerId.Max)).ToList();
        Assert.Equal(all.Total, parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part.Total));
        Assert.Equal(all.Total, all.ByEpoch(golden.Network()).Aggregate(BigInteger.Zero, (sum, epoch) => sum + epoch.Total));
        var first = RewardReport.Of(golden.At("state.sql"), Id<Address>(Coinbase), smeshers[0], new LayerId(14), new LayerId(14));
        Assert.Equal(14u, Assert.Single(first.Rewards).Layer.Value);
    }

    [Fact]
    public void Whole_weight_earns_the_whole_subsidy_and_all_slots()
    {
        using var golden = GoldenFolder.Node("n1");
        var network = golden.Network();
        var estimate = RewardEstimate.Of(network, new EpochId(10), 81744, 81744, 50, 10_000);
        Assert.Equal(4u * 50, estimate.Slots);
        ulong issued = 0;
        for (uint layer = 40; layer < 44; layer++)
            issued += Subsidy.AtLayer(new LayerId(layer), network.FirstEffectiveGenesis);
        Assert.Equal((issued, (BigInteger)issued), (estimate.Issued, estimate.Expected));
    }

    [Theory]
    [InlineData(1ul, 1_000_000ul, 10ul, 1ul)]
    [InlineData(250_000ul, 1_000_000ul, 10ul, 50ul)]
    [InlineData(250_000ul, 1_000_000ul, 10_000_000ul, 5ul)]
    public void Slots_follow_the_weight_with_one_at_least(ulong weight, ulong total, ulong minimal, ulong slots)
    {
        using var golden = GoldenFolder.Node("n1");
        Assert.Equal(slots, RewardEstimate.Of(golden.Network(), new EpochId(2), weight, total, 50, minimal).Slots);
    }

    [Fact]
    public void Epoch_without_rewards_or_atxs_is_refused()
    {
        using var golden = GoldenFolder.Node("n1");
        Assert.Equal(OperationErrorKind.Invalid, Assert.Throws<OperationException>(() => RewardEstimate.Of(golden.Network(), new EpochId(1), 1, 1, 50, 1)).Kind);
        Assert.Equal(OperationErrorKind.Refused, Assert.Throws<OperationException>(() => RewardEstimate.Of(golden.Network(), new EpochId(9), 0, 0, 50, 1)).Kind);
        Assert.Equal(OperationErrorKind.Invalid, Assert.Throws<OperationException>(() => RewardEstimate.Of(golden.Network(), new EpochId(9), 2, 1, 50, 1)).Kind);
    }

    [Fact]
    public void Statistics_count_what_is_there()
    {
        using var golden = GoldenFolder.AsLeft();
        var state = DatabaseStatistics.Of(golden.At("state.sql"));
        Assert.Equal(267, Assert.Single(state.Tables, table => table.Name == "rewards").Rows);
        Assert.Contains(("last applied layer", "103"), state.Facts);
        Assert.Equal(4144752, state.WalBytes);
        Assert.Equal(25, state.Version);
        Assert.Contains(("challenges under way", "1"), DatabaseStatistics.Of(golden.At("local.sql")).Facts);
    }

    private static T Id<T>(string hex)
        where T : struct, IFixedBytes<T> => T.FromBytes(Convert.FromHexString(hex));
}
