using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Ports.State;

/// <summary>Blocks and tortoise's verdicts (spec 10 §6.3).</summary>
public interface IBlockStore
{
    InsertOutcome Add(BlockId id, Block block);

    bool Contains(BlockId id);

    Block? Find(BlockId id);

    /// <summary>By id.</summary>
    IReadOnlyList<BlockId> IdsInLayer(LayerId layer);

    /// <summary>By id; throws where one does not decode.</summary>
    IReadOnlyList<(BlockId Id, Block Block)> InLayer(LayerId layer);

    /// <summary>By id.</summary>
    IReadOnlyList<(BlockId Id, BlockValidity Validity)> ValidityInLayer(LayerId layer);

    UpdateOutcome SetValidity(BlockId id, bool valid);

    BlockValidity ValidityOf(BlockId id);

    /// <summary>Highest layer with a valid block.</summary>
    LayerId? LastValid();
}
