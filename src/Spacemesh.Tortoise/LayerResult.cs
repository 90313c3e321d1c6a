using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>What the counting says of a layer (spec 06 §9).</summary>
public sealed record LayerResult(LayerId Layer, bool Verified, Hash32 Opinion, IReadOnlyList<BlockResult> Blocks)
{
    /// <summary>The block to apply: the first valid one, else the first of hare that is not invalid, else none.</summary>
    public BlockId FirstValid()
    {
        foreach (var block in Blocks)
        {
            if (block.Valid)
                return block.Header.Id;
        }

        foreach (var block in Blocks)
        {
            if (block.Hare && !block.Invalid)
                return block.Header.Id;
        }

        return default;
    }
}
