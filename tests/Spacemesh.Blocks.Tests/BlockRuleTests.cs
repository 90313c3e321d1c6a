using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Blocks.Tests;

/// <summary>Rules that no golden case shows, and properties of the order.</summary>
public sealed class BlockRuleTests
{
    [Fact]
    public void Patrol_forgets_a_layer_when_hare_is_a_hundred_ahead()
    {
        var patrol = new LayerPatrol();
        var first = new LayerId(7);
        for (uint ahead = 0; ahead < 100; ahead++)
            patrol.SetHareInCharge(first.Add(ahead));
        Assert.True(patrol.IsHareInCharge(first));
        patrol.SetHareInCharge(first.Add(100));
        Assert.False(patrol.IsHareInCharge(first));
        Assert.True(patrol.IsHareInCharge(first.Add(1)));
        patrol.CompleteHare(first.Add(1));
        Assert.False(patrol.IsHareInCharge(first.Add(1)));
    }

    [Fact]
    public void Order_keeps_nonces_ascending_and_depends_on_the_set_only()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var transactions = Enumerable.Range(0, random.Next(1, 60)).Select(index => new BlockTransaction(
                Id(seed, index), new Address(new Bytes24([(byte)random.Next(6), .. new byte[23]])), (ulong)random.Next(8), 100, (ulong)random.Next(5), 1, random.Next(9) == 0)).ToList();
            var ordered = TransactionOrder.Arrange(transactions, default, 0);
            var byId = transactions.ToDictionary(transaction => transaction.Id);
            Assert.Equal(ordered.Count, ordered.Distinct().Count());
            foreach (var account in ordered.Select(id => byId[id]).GroupBy(transaction => transaction.Principal))
                Assert.Equal(account.Select(transaction => transaction.Nonce).Order().Distinct(), account.Select(transaction => transaction.Nonce));

            var shuffled = transactions.ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(ordered, TransactionOrder.Arrange(shuffled, default, 0));
        }
    }

    [Fact]
    public void Reward_of_a_heavy_atx_is_exact()
    {
        var share = RewardShare.Of(default, ulong.MaxValue, 3, 25_000);
        Assert.Equal(1ul, share.Weight.Denom);
        Assert.Equal(unchecked((ulong)((UInt128)ulong.MaxValue / 3 * 25_000)), share.Weight.Num);
    }

    [Fact]
    public void An_optimistic_layer_that_fails_to_execute_is_released_and_not_tried_again()
    {
        var generator = new BlockGenerator();
        foreach (var action in generator.OnOutput(new LayerId(31), [default(ProposalId)]))
            action.Plan = new BlockPlan(action.Layer, 0, default, default, default, Optimistic: true);
        var kinds = new List<GeneratorActionKind>();
        foreach (var action in generator.TryOptimistic(new LayerId(30)))
        {
            kinds.Add(action.Kind);
            action.Failed = action.Kind == GeneratorActionKind.Execute;
        }

        Assert.Equal([GeneratorActionKind.Execute, GeneratorActionKind.ReleasePatrol, GeneratorActionKind.ReportFailure], kinds);
        Assert.Empty(generator.TryOptimistic(new LayerId(30)));
    }

    private static TransactionId Id(int seed, int index)
    {
        var hash = Blake3.Hash([(byte)seed, (byte)index]);
        return TransactionId.FromBytes(Hash32.Span(in hash));
    }
}
