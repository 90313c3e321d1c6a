using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Proposals.Intake;

/// <summary>Whether a ballot's own votes go together (spec 06 §13.3 step 5).</summary>
public static class VoteRules
{
    /// <summary>What is wrong; null where nothing is.</summary>
    /// <param name="ballot">The ballot.</param>
    /// <param name="hdist">Layers in which two supported blocks of one layer are a double vote.</param>
    /// <param name="maxExceptions">Most blocks that it may support.</param>
    public static string? Fault(Ballot ballot, uint hdist, uint maxExceptions)
    {
        ArgumentNullException.ThrowIfNull(ballot);
        var votes = ballot.Votes;
        var supported = new HashSet<BlockId>(votes.Support.Count);
        var byLayer = new Dictionary<LayerId, BlockId>(votes.Support.Count);
        foreach (var vote in votes.Support)
        {
            supported.Add(vote.Id);
            if (!byLayer.TryAdd(vote.LayerId, vote.Id)
                && byLayer[vote.LayerId] != vote.Id
                && (ulong)vote.LayerId.Value + hdist > ballot.Inner.Layer.Value)
            {
                return $"doubly-voted in same layer {vote.LayerId}";
            }
        }

        var layers = new HashSet<LayerId>(byLayer.Keys);
        foreach (var vote in votes.Against)
        {
            if (supported.Contains(vote.Id))
                return $"conflicting exceptions: block {vote.Id} is referenced multiple times";
            layers.Add(vote.LayerId);
        }

        if (supported.Count > maxExceptions)
            return $"too many exceptions: {supported.Count} with max allowed {maxExceptions}";
        foreach (var layer in votes.Abstain)
        {
            if (layers.Contains(layer))
                return $"conflicting exceptions: votes on layer {layer} that it abstains from";
        }

        return null;
    }
}
