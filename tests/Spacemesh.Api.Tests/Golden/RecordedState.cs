using Spacemesh.Crypto.Addresses;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>Builds the state of a network whose database is not among the golden data out of the lists that its API gave.</summary>
internal static class RecordedState
{
    public static void Fill(
        MemoryStateDatabase database, string prefix, V2alpha1.LayerList layers, IEnumerable<V2alpha1.Reward> rewards, IEnumerable<V2alpha1.Activation> activations,
        uint applied = uint.MaxValue)
    {
        foreach (var layer in layers.Layers)
        {
            var id = new LayerId(layer.Number);
            database.Layers.SetProcessed(id);
            if (layer.Number > applied)
                continue;
            var block = layer.Block is null ? default : BlockId.FromBytes(layer.Block.Id.Span);
            database.Layers.SetApplied(id, block);
            if (layer.Block is not null)
                database.Blocks.Add(block, new Block(id, 0, default, default));
            if (!layer.CumulativeStateHash.IsEmpty)
                database.Layers.SetAggregatedHash(id, Hash32.FromBytes(layer.CumulativeStateHash.Span));
            if (!layer.StateHash.IsEmpty)
                database.Layers.SetStateHash(id, Hash32.FromBytes(layer.StateHash.Span));
        }

        foreach (var reward in rewards)
            database.Rewards.Add(new Reward(new LayerId(reward.Layer), reward.Total, reward.LayerReward, AddressText.Parse(reward.Coinbase, prefix), NodeId.FromBytes(reward.Smesher.Span)));
        var last = new Dictionary<NodeId, (AtxId Id, ulong Sequence)>();
        foreach (var atx in activations)
        {
            var (id, smesher, epoch) = (AtxId.FromBytes(atx.Id.Span), NodeId.FromBytes(atx.SmesherId.Span), new EpochId(atx.PublishEpoch));
            AtxId? previous = last.TryGetValue(smesher, out var before) ? before.Id : null;
            ulong sequence = previous is null ? 0 : before.Sequence + 1;
            ulong ticks = atx.Weight / atx.NumUnits;
            database.Atxs.Add(
                new AtxRecord
                {
                    Id = id,
                    PublishEpoch = epoch,
                    EffectiveUnits = atx.NumUnits,
                    VrfNonce = 0,
                    BaseTickHeight = atx.Height - ticks,
                    TickCount = ticks,
                    Sequence = sequence,
                    Smesher = smesher,
                    Coinbase = AddressText.Parse(atx.Coinbase, prefix),
                    ReceivedNanoseconds = 1,
                    Weight = atx.Weight,
                },
                new AtxBlob(AtxVersion.V1, new byte[] { 1 }));
            database.Posts.Add(new PostRecord(id, smesher, previous, 0, atx.NumUnits, epoch));
            last[smesher] = (id, sequence);
        }
    }
}
