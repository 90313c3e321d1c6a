using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>Everything in memory of one layer (spec 06 §5).</summary>
internal sealed class LayerRecord(uint id)
{
    public readonly uint Id = id;

    /// <summary>In the order of height, then id.</summary>
    public readonly List<BlockRecord> Blocks = [];

    /// <summary>In the order of arrival.</summary>
    public readonly List<BallotRecord> Ballots = [];

    /// <summary>The votes of ballots of this layer by their opinion.</summary>
    public readonly Dictionary<Hash32, VoteNode?> Opinions = [];
    public Margin Empty;
    public Fixed GoodUncounted;
    public ulong ReferenceHeight;
    public Hash32 Opinion;

    private LayerRecord? _previousLayer;
    private Hash32? _previousOpinion;

    public bool HareTerminated { get; set; }

    public Decision Coin { get; set; }

    /// <summary>The opinion this one is built on; follows the layer before while that is in memory.</summary>
    public Hash32? PreviousOpinion => _previousLayer is { } layer ? layer.Opinion : _previousOpinion;

    public void Follow(LayerRecord previous) => _previousLayer = previous;

    /// <summary>Sets the opinion before this layer for good.</summary>
    public void FixPrevious(Hash32? opinion) => (_previousLayer, _previousOpinion) = (null, opinion);

    public BlockRecord? Find(in BlockId id, ulong height)
    {
        foreach (var block in Blocks)
        {
            if (block.Height == height && block.Id == id)
                return block;
        }

        return null;
    }

    /// <summary>Computes the local opinion again; true when it changed (spec 06 §4).</summary>
    public bool UpdateOpinion(uint hdist, uint last)
    {
        var hasher = PreviousOpinion is { } previous ? new OpinionHasher(in previous) : new OpinionHasher();
        if (HareTerminated)
        {
            bool recent = TortoiseOptions.Within(hdist, Id, last);
            foreach (var block in Blocks)
            {
                if ((recent ? block.Hare : block.Validity) == Decision.Support)
                    hasher.Support(in block.Id, block.Height);
            }
        }
        else
        {
            hasher.Abstain();
        }

        var opinion = hasher.Finish();
        if (opinion == Opinion)
            return false;
        Opinion = opinion;
        return true;
    }
}
