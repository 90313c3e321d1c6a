using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Vm.Execution;

namespace Spacemesh.Vm.Tests;

/// <summary>
/// Rewards without transactions. The cases up to the random ones are one sequence on one database; the random ones depend on
/// balances that are not given, so only their reward rows and failures are compared.
/// </summary>
[VectorFile("07-vm-rewards")]
public sealed class RewardVectors : VectorSuite
{
    private const uint LayersPerEpoch = 4032;

    private readonly AccountHistory _accounts = new();
    private readonly Dictionary<LayerId, List<string>> _rows = [];
    private bool _balancesKnown = true;

    public override void Check(VectorCase vector)
    {
        var layer = new LayerId(vector.In.U32("layer"));
        var vm = new VirtualMachine(new VmOptions
        {
            GenesisId = default,
            AddressPrefix = "sm",
            FirstEffectiveGenesis = new LayerId((2 * LayersPerEpoch) - 1),
            EffectiveGenesis = new LayerId(vector.In.U32("effective_genesis")),
        });
        var rewards = vector.In.Items("rewards").Select(VmJson.Reward).ToList();
        LayerOutcome? outcome = null;
        try
        {
            outcome = vm.Apply(layer, [], rewards, _accounts);
            _accounts.Store(outcome);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or InvalidOperationException)
        {
            VectorCase.True(vector.Out.Has("error"), $"refused: {exception.Message}");
            return;
        }

        VectorCase.True(!vector.Out.Has("error"), $"accepted, but the reference says {(vector.Out.Has("error") ? vector.Out.Text("error") : "")}");
        if (!_rows.TryGetValue(layer, out var rows))
            _rows.Add(layer, rows = []);
        rows.AddRange(outcome.Rewards.Select(VmJson.RewardRow));
        VmJson.CompareLists(
            vector.Out.Items("rewards").Select(VmJson.RewardRow).Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal), "rewards");

        _balancesKnown &= !vector.Name.StartsWith("random", StringComparison.Ordinal);
        if (!_balancesKnown)
            return;
        if (vector.Out.Has("accounts"))
        {
            VmJson.CompareLists(
                vector.Out.Items("accounts").Select(account => account.GetString()!),
                outcome.Accounts.Select(account => Convert.ToHexStringLower(Codec.Scale.Encode(account))),
                "accounts");
        }

        VectorCase.Equal(vector.Out.Text("state_root"), outcome.StateRoot.ToHex(), "state root");
    }
}
