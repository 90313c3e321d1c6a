using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Blocks;

/// <summary>Everything that a block of a layer will hold.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="TickHeight">The highest base tick height among the proposals' ATXs.</param>
/// <param name="Rewards">Shares by ascending ATX id.</param>
/// <param name="Seed">What orders its transactions.</param>
/// <param name="Transactions">In order; pruned by gas unless the block is optimistic.</param>
/// <param name="Optimistic">
/// Enough smeshers have the state of this node: its VM decides which transactions enter, once the layer before is applied.
/// </param>
public sealed record BlockPlan(
    LayerId Layer, ulong TickHeight, ScaleList<AnyReward> Rewards, Hash32 Seed, ScaleList<TransactionId> Transactions, bool Optimistic)
{
    /// <summary>The block of a plan that is not optimistic.</summary>
    public Block Build() => Build(Transactions);

    /// <summary>The block with those transactions that the VM consumed, in their order.</summary>
    public Block Build(ScaleList<TransactionId> consumed) => new(Layer, TickHeight, Rewards, consumed);
}
