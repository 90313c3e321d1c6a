using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Vm.Rewards;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Vm.Tests;

/// <summary>Consecutive layers of a running network: blocks without transactions, their account rows, rewards and roots.</summary>
[VectorFile("07-live-layers")]
public sealed class LiveLayersVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        uint layersPerEpoch = vector.In.U32("layers_per_epoch");
        var genesis = new LayerId((2 * layersPerEpoch) - 1);
        var vm = new VirtualMachine(new VmOptions
        {
            GenesisId = default, AddressPrefix = "sm", FirstEffectiveGenesis = genesis, EffectiveGenesis = genesis,
        });
        var atxs = vector.In.Items("atxs").ToDictionary(atx => (atx.Text("id"), atx.U32("publish_epoch") + 1));
        var accounts = new AccountHistory();
        foreach (var (given, expected) in vector.In.Items("layers").Zip(vector.Out.Items("layers")))
        {
            var layer = new LayerId(given.U32("layer"));
            var rewards = new List<CoinbaseReward>();
            if (given.Has("block"))
            {
                byte[] blob = given.Hex("block");
                var block = Scale.Decode<Block>(blob);
                VectorCase.Equal(blob, Scale.Encode(block), "block");
                VectorCase.Equal(0, block.TxIds.Count, "transactions");
                rewards.AddRange(block.Rewards.Select(reward =>
                {
                    var atx = atxs[(reward.AtxId.ToHex(), layer.Value / layersPerEpoch)];
                    return new CoinbaseReward(NodeId.FromBytes(atx.Hex("node")), Address.FromBytes(atx.Hex("coinbase")), reward.Weight);
                }).OrderBy(reward => reward.Coinbase));
            }

            var outcome = vm.Apply(layer, [], rewards, accounts);
            VmJson.Compare(expected, outcome, $"layer {layer}");
            accounts.Store(outcome);
        }
    }
}
