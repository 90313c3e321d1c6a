using Spacemesh.Blocks;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Ports.Chain;

/// <summary>What becomes of a layer that hare agreed on (spec 05 §8, 06 §12). Each call returns when its effect is stored.</summary>
public interface ILayerPipeline
{
    /// <summary>The last layer whose block is applied to the state.</summary>
    LayerId LastApplied { get; }

    /// <summary>Runs the plan's transactions over the state of the layer before and returns the block of those that it consumed.</summary>
    /// <exception cref="InvalidOperationException">The layer before it is not the last applied one.</exception>
    Task<Block> ExecuteAsync(BlockPlan plan, CancellationToken cancellationToken = default);

    /// <summary>Adds a block to the mesh; one that is there changes nothing.</summary>
    Task AddBlockAsync(Block block, CancellationToken cancellationToken = default);

    /// <summary>Takes the hare's output: the block, or none where the layer is empty.</summary>
    Task ProcessHareOutputAsync(LayerId layer, BlockId? block, bool executed, CancellationToken cancellationToken = default);

    /// <summary>Takes the hare's weak coin.</summary>
    void SetWeakCoin(LayerId layer, bool coin);
}
