using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>
/// A ballot's vote on one layer, linked to its vote on the layer before. Ballots of like opinion share nodes; cutting one cuts all
/// (spec 06 §5, §7.6).
/// </summary>
internal sealed class VoteNode(uint layer, bool abstain, BlockRecord[] supported, VoteNode? previous)
{
    public readonly uint Layer = layer;
    public readonly bool Abstain = abstain;

    /// <summary>In the order of height, then id; after storing the layer's own records.</summary>
    public readonly BlockRecord[] Supported = supported;
    public VoteNode? Previous = previous;
    public Hash32 Opinion = Hash(abstain, supported, previous);

    public bool Supports(BlockRecord block) => Array.IndexOf(Supported, block) >= 0;

    private static Hash32 Hash(bool abstain, BlockRecord[] supported, VoteNode? previous)
    {
        var hasher = previous is null ? new OpinionHasher() : new OpinionHasher(in previous.Opinion);
        foreach (var block in supported)
            hasher.Support(in block.Id, block.Height);
        if (abstain && supported.Length == 0)
            hasher.Abstain();
        return hasher.Finish();
    }
}
