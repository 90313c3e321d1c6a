using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Wire.Blocks;

/// <summary>A block; on the wire it is its inner part alone, without a signature (spec 01 §7.7).</summary>
public sealed record Block(LayerId LayerIndex, ulong TickHeight, ScaleList<AnyReward> Rewards, ScaleList<TransactionId> TxIds) : IScaleType<Block>
{
    public const int MaxRewards = 2350;

    public const int MaxTxIds = 100_000;

    public static int MinSize => 4;

    public static Block Read(ref ScaleReader reader) => new(
        reader.Layer("LayerIndex"),
        reader.C64("TickHeight"),
        reader.List<AnyReward>(MaxRewards, "Rewards"),
        reader.FixedList<TransactionId>(MaxTxIds, "TxIDs"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(LayerIndex);
        writer.C64(TickHeight);
        writer.List(Rewards, MaxRewards);
        writer.FixedList(TxIds, MaxTxIds);
    }

    /// <summary>First 20 bytes of H of the encoding (spec 01 §2.4).</summary>
    public BlockId ComputeId() => WireHash.Of(this).ToBlockId();

    /// <summary>The block as votes name it.</summary>
    public Vote ToVote(BlockId id) => new(id, LayerIndex, TickHeight);
}
