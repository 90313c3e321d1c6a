using System.Numerics;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Tests;

/// <summary>Value neither appears nor disappears besides subsidy and burnt fees, and reverting is exact.</summary>
public sealed class ConservationTests
{
    private const int Layers = 10_000;
    private const int RevertEvery = 50;

    private static readonly LayerId Genesis = new(7);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_layers_conserve_value_and_revert_exactly(ulong seed)
    {
        var options = new VmOptions
        {
            GenesisId = default, AddressPrefix = "sm", FirstEffectiveGenesis = Genesis, EffectiveGenesis = Genesis, BlockGasLimit = 400_000,
        };
        var vm = new VirtualMachine(options);
        var layers = new RandomLayers(seed, options.GenesisId, wallets: 12);
        var accounts = new AccountHistory();
        foreach (var address in layers.Addresses)
            accounts.Insert(EmptyAccount.At(address) with { Balance = 1_000_000 });

        var layer = Genesis;
        Account[] before = [.. accounts.Newest];
        var revertTo = layer;
        int consumed = 0;
        for (int i = 0; i < Layers / 2; i++)
        {
            layer = layer.Add(1);
            var total = Sum(accounts);
            var outcome = vm.Apply(layer, layers.Transactions(accounts), layers.Rewards(), accounts);
            accounts.Store(outcome);
            consumed += outcome.Consumed.Count;

            BigInteger paid = outcome.Rewards.Aggregate(BigInteger.Zero, (sum, reward) => sum + reward.TotalReward);
            BigInteger fees = outcome.Consumed.Aggregate(BigInteger.Zero, (sum, transaction) => sum + transaction.Result.Fee);
            Assert.Equal(fees, outcome.Fees);
            Assert.True(paid <= outcome.Subsidy + fees, $"layer {layer}: paid {paid} of {outcome.Subsidy} + {fees}");
            Assert.Equal(total - fees + paid, Sum(accounts));

            if (i % RevertEvery == RevertEvery - 1)
            {
                // Other contents follow for the same layers.
                accounts.Revert(revertTo);
                Assert.Equal(before, accounts.Newest);
                layer = revertTo.Add(1);
                accounts.Store(vm.Apply(layer, layers.Transactions(accounts), layers.Rewards(), accounts));
                before = [.. accounts.Newest];
                revertTo = layer;
            }
        }

        Assert.True(consumed > Layers / 10, $"only {consumed} transactions were effective");
    }

    [Fact]
    public void Random_bytes_parse_or_give_an_error()
    {
        var random = new Runtime.SeededRandom(5);
        var vm = new VirtualMachine(new VmOptions { GenesisId = default, AddressPrefix = "sm", FirstEffectiveGenesis = Genesis, EffectiveGenesis = Genesis });
        var layers = new RandomLayers(6, default, wallets: 3);
        var accounts = new AccountHistory();
        foreach (var address in layers.Addresses)
            accounts.Insert(EmptyAccount.At(address) with { Balance = 1_000_000 });
        byte[][] samples = [.. Enumerable.Range(0, 40).SelectMany(_ => layers.Transactions(accounts)).Select(transaction => transaction.Raw.ToArray())];
        int parsed = 0;
        for (int i = 0; i < 1_000_000; i++)
        {
            byte[] raw = i % 4 == 0 ? new byte[random.Next(160)] : (byte[])samples[random.Next(samples.Length)].Clone();
            if (i % 4 == 0)
                random.Fill(raw);
            else
                raw[random.Next(raw.Length)] = (byte)random.Next(256);
            if (vm.TryParse(raw, accounts, out var transaction, out var error))
                parsed++;
            else
                Assert.NotEmpty(error.Message);
            if (transaction is not null && i % 500 == 0)
                vm.Verify(transaction);
        }

        Assert.InRange(parsed, 1, 999_999);
    }

    private static BigInteger Sum(AccountHistory accounts) =>
        accounts.Newest.Aggregate(BigInteger.Zero, (sum, account) => sum + account.Balance);
}
