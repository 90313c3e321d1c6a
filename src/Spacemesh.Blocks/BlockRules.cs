using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Blocks;

/// <summary>What a block from elsewhere must fulfil; heights, weights and orders are not compared with anything (spec 05 §10).</summary>
public static class BlockRules
{
    /// <summary>What is wrong with the rewards; null where nothing is.</summary>
    public static string? RewardFault(Block block)
    {
        if (block.Rewards.IsEmpty)
            return "empty rewards";
        var seen = new HashSet<AtxId>();
        foreach (var reward in block.Rewards)
        {
            if (reward.Weight.Num == 0 || reward.Weight.Denom == 0)
                return $"reward with invalid (zeroed) weight ({reward.Weight.Num}/{reward.Weight.Denom}) included into the block for {reward.AtxId}";
            if (!seen.Add(reward.AtxId))
                return $"multiple rewards for the same atx {reward.AtxId}";
        }

        return null;
    }

    /// <summary>Whether a transaction stands in the block twice: an error that the sending peer is not punished for.</summary>
    public static bool RepeatsTransaction(Block block)
    {
        var seen = new HashSet<TransactionId>(block.TxIds.Count);
        foreach (var id in block.TxIds)
        {
            if (!seen.Add(id))
                return true;
        }

        return false;
    }
}
