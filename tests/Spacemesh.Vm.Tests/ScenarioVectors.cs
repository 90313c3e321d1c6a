using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Vm.Tests;

/// <summary>Whole scenarios: layers applied and reverted, with and without signatures verified ahead.</summary>
public abstract class ScenarioSuite : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var input = vector.In;
        var genesisLayer = new LayerId((2 * input.U32("layers_per_epoch")) - 1);
        var vm = new VirtualMachine(new VmOptions
        {
            GenesisId = GenesisId.FromBytes(input.Hex("genesis_id")),
            AddressPrefix = "sm",
            FirstEffectiveGenesis = genesisLayer,
            EffectiveGenesis = genesisLayer,
            BlockGasLimit = input.U64("gas_limit"),
        });
        var accounts = new AccountHistory();
        foreach (var genesis in input.Items("genesis_accounts"))
            accounts.Insert(EmptyAccount.At(Address.FromBytes(genesis.Hex("address"))) with { Balance = genesis.U64("balance") });

        var expected = vector.Out.Items("ops");
        int index = 0;
        foreach (var operation in input.Items("ops"))
        {
            var layer = new LayerId(operation.U32("layer"));
            if (string.Equals(operation.Text("op"), "revert", StringComparison.Ordinal))
            {
                accounts.Revert(layer);
                CompareAccounts(expected[index++], "accounts_by_address", accounts);
                continue;
            }

            Apply(vm, operation, layer, accounts, expected[index], $"operation {index}");
            index++;
        }

        CompareAccounts(vector.Out, "final_accounts_by_address", accounts);
    }

    private static void Apply(VirtualMachine vm, JsonElement operation, LayerId layer, AccountHistory accounts, JsonElement expected, string where)
    {
        var transactions = operation.Items("txs").Select(VmJson.Transaction).ToList();
        var rewards = operation.Items("rewards").Select(VmJson.Reward).ToList();
        var outcome = vm.Apply(layer, transactions, rewards, accounts);
        VmJson.Compare(expected, outcome, where);

        // Signatures verified ahead never change the outcome.
        var verified = vm.VerifyAsync(transactions, accounts, new InlineWorkPool()).GetAwaiter().GetResult();
        VmJson.Compare(expected, vm.Apply(layer, transactions, rewards, accounts, verified), $"{where}, verified ahead");
        accounts.Store(outcome);
    }

    private static void CompareAccounts(JsonElement expected, string property, AccountHistory accounts)
    {
        if (expected.Has(property))
        {
            VmJson.CompareLists(
                expected.Items(property).Select(account => account.GetString()!),
                accounts.Newest.Select(account => Convert.ToHexStringLower(Scale.Encode(account))),
                property);
        }
    }
}

[VectorFile("07-vm-scenarios")]
public sealed class ScenarioVectors : ScenarioSuite;

[VectorFile("07-vm-scenarios-long")]
public sealed class LongScenarioVectors : ScenarioSuite;
