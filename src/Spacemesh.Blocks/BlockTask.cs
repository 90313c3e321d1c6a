using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Blocks;

/// <summary>One thing that the owner of an intake does, and its answer.</summary>
public sealed class BlockTask
{
    internal BlockTask(BlockTaskKind kind, Block block, BlockId id, EpochId epoch, IReadOnlyList<AtxId> atxs)
    {
        Kind = kind;
        Block = block;
        Id = id;
        Epoch = epoch;
        Atxs = atxs;
    }

    public BlockTaskKind Kind { get; }

    public Block Block { get; }

    public BlockId Id { get; }

    /// <summary>The block's epoch.</summary>
    public EpochId Epoch { get; }

    /// <summary>The rewarded ATXs, or those to fetch, in the block's order.</summary>
    public IReadOnlyList<AtxId> Atxs { get; }

    /// <summary>Answer: the block is stored.</summary>
    public bool IsStored { get; set; }

    /// <summary>Answer: ATXs that the tortoise misses.</summary>
    public IReadOnlyList<AtxId> Missing { get; set; } = [];

    /// <summary>Answer: what went wrong; null where nothing did.</summary>
    public string? Failure { get; set; }
}
