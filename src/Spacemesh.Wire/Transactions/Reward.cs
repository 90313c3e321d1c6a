using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>A reward paid in a layer (spec 01 §7.8).</summary>
public sealed record Reward(LayerId Layer, ulong TotalReward, ulong LayerReward, Address Coinbase, NodeId SmesherId) : IScaleType<Reward>
{
    public static int MinSize => 59;

    public static Reward Read(ref ScaleReader reader) => new(
        reader.Layer("Layer"),
        reader.C64("TotalReward"),
        reader.C64("LayerReward"),
        reader.FixedBytes<Address>("Coinbase"),
        reader.FixedBytes<NodeId>("SmesherID"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(Layer);
        writer.C64(TotalReward);
        writer.C64(LayerReward);
        writer.FixedBytes(Coinbase);
        writer.FixedBytes(SmesherId);
    }
}
