using Spacemesh.Blocks;
using Spacemesh.Ports.Chain;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>The mesh of a simulated node, reduced to what consensus sees of it.</summary>
internal sealed class NodePipeline(MemoryStateDatabase state, LayerId applied) : ILayerPipeline, IMesh
{
    public Dictionary<LayerId, BlockId> Outputs { get; } = [];

    public Dictionary<LayerId, bool> Coins { get; } = [];

    public List<LayerId> Contested { get; } = [];

    public LayerId LastApplied { get; private set; } = applied;

    public LayerId Latest => LastApplied;

    public LayerId Processed => LastApplied;

    public LayerId Applied => LastApplied;

    public LayerId Verified => LastApplied;

    public Task<Block> ExecuteAsync(BlockPlan plan, CancellationToken cancellationToken = default) => Task.FromResult(plan.Build());

    public Task AddBlockAsync(Block block, CancellationToken cancellationToken = default)
    {
        state.Blocks.Add(block.ComputeId(), block);
        return Task.CompletedTask;
    }

    public Task ProcessHareOutputAsync(LayerId layer, BlockId? block, bool executed, CancellationToken cancellationToken = default)
    {
        Outputs.Add(layer, block ?? default);
        state.Certificates.SetHareOutput(layer, block ?? default);
        LastApplied = LayerId.Greater(LastApplied, layer);
        return Task.CompletedTask;
    }

    public void SetWeakCoin(LayerId layer, bool coin) => Coins.Add(layer, coin);

    public Task ProcessLayerAsync(LayerId layer, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public void NoteEmptyLayer(LayerId layer)
    {
    }

    public void NoteCertified(LayerId layer, BlockId block) => Contested.Add(layer);
}
