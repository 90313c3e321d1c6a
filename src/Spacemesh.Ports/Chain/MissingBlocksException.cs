using Spacemesh.Primitives;

namespace Spacemesh.Ports.Chain;

/// <summary>Blocks that have to be applied are not here. Layers before the first of them are applied; fetch these, then process again.</summary>
public sealed class MissingBlocksException(IReadOnlyList<BlockId> blocks) : Exception($"missing blocks: {string.Join(", ", blocks)}")
{
    public IReadOnlyList<BlockId> Blocks => blocks;
}
