using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Blocks;

/// <summary>From the agreed proposals to the contents of a block: the same for everyone, in whatever order they come (spec 05 §8.2).</summary>
public sealed class BlockPlanner(BlockOptions options, NetworkParameters network, IBlockSource source)
{
    public bool TryPlan(
        LayerId layer, IReadOnlyList<BlockProposal> proposals, [NotNullWhen(true)] out BlockPlan? plan, [NotNullWhen(false)] out BlockFailure? failure)
    {
        plan = null;
        if (!TryRewards(layer, proposals, out ulong height, out var rewards, out failure)
            || !TryTransactions(proposals, out var transactions, out failure)
            || !TryCompareMeshHash(layer, proposals, out bool optimistic, out failure))
        {
            return false;
        }

        var seed = Seed(proposals);
        var ordered = TransactionOrder.Arrange(transactions, seed, optimistic ? 0 : options.GasLimit);
        plan = new BlockPlan(layer, height, rewards.ToScaleList(), seed, ordered.ToScaleList(), optimistic);
        return true;
    }

    private static Hash32 Seed(IReadOnlyList<BlockProposal> proposals)
    {
        var ids = proposals.Select(proposal => proposal.Id).ToArray();
        return IdListHash.Proposals(ids);
    }

    private bool TryRewards(
        LayerId layer, IReadOnlyList<BlockProposal> proposals, out ulong height, out List<AnyReward> rewards, [NotNullWhen(false)] out BlockFailure? failure)
    {
        height = 0;
        rewards = [];
        failure = null;
        var seen = new HashSet<AtxId>();
        var epoch = network.EpochOf(layer);
        foreach (var proposal in proposals)
        {
            var ballot = proposal.Object.Inner.Ballot;
            var atx = ballot.Inner.AtxId;
            if (!seen.Add(atx))
                failure = new BlockFailure(BlockFailureKind.RepeatedAtx, $"multiple proposals with the same ATX {atx}, one of them {proposal.Id}");
            else if (source.Atx(epoch, atx) is not { } known)
                failure = new BlockFailure(BlockFailureKind.MissingAtx, $"atx {atx} of proposal {proposal.Id} is not known in epoch {epoch}");
            else if (TrySlots(proposal, out uint slots, out failure))
            {
                height = Math.Max(height, known.BaseHeight);
                rewards.Add(RewardShare.Of(atx, known.Weight, slots, ballot.EligibilityProofs.Count));
            }

            if (failure is not null)
                return false;
        }

        rewards.Sort(static (left, right) => left.AtxId.CompareTo(right.AtxId));
        return true;
    }

    private bool TrySlots(BlockProposal proposal, out uint slots, [NotNullWhen(false)] out BlockFailure? failure)
    {
        slots = 0;
        failure = null;
        var inner = proposal.Object.Inner.Ballot.Inner;
        var data = inner.EpochData;
        if (data is null)
        {
            var reference = source.Ballot(inner.RefBallot);
            data = reference?.EpochData;
            if (reference is null)
                failure = new BlockFailure(BlockFailureKind.BadReferenceBallot, $"get ballot {inner.RefBallot}: not found");
            else if (data is null)
                failure = new BlockFailure(BlockFailureKind.BadReferenceBallot, $"corrupted data: ref ballot {inner.RefBallot} with empty epoch data");
        }

        if (failure is null && data!.Value.EligibilityCount == 0)
            failure = new BlockFailure(BlockFailureKind.NoSlots, $"proposal {proposal.Id} has an eligibility count of zero");
        if (failure is not null)
            return false;
        slots = data!.Value.EligibilityCount;
        return true;
    }

    private bool TryTransactions(
        IReadOnlyList<BlockProposal> proposals, out List<BlockTransaction> transactions, [NotNullWhen(false)] out BlockFailure? failure)
    {
        transactions = [];
        failure = null;
        var seen = new HashSet<TransactionId>();
        foreach (var id in proposals.SelectMany(proposal => proposal.Object.Inner.TxIds).Where(seen.Add))
        {
            if (source.Transaction(id) is not { } transaction)
            {
                failure = new BlockFailure(BlockFailureKind.MissingTransaction, $"proposal tx not found: {id}");
                return false;
            }

            transactions.Add(transaction);
        }

        return true;
    }

    /// <summary>Optimistic where most smeshers state a mesh hash, which must be this node's; the zero hash states nothing.</summary>
    private bool TryCompareMeshHash(
        LayerId layer, IReadOnlyList<BlockProposal> proposals, out bool optimistic, [NotNullWhen(false)] out BlockFailure? failure)
    {
        optimistic = false;
        failure = null;
        ulong total = 0;
        var votes = new SortedDictionary<Hash32, ulong>();
        foreach (var proposal in proposals)
        {
            uint proofs = (uint)proposal.Object.Inner.Ballot.EligibilityProofs.Count;
            total += proofs;
            if (proposal.Object.Inner.MeshHash != default)
                votes[proposal.Object.Inner.MeshHash] = votes.GetValueOrDefault(proposal.Object.Inner.MeshHash) + proofs;
        }

        Hash32? majority = null;
        ulong most = 0;
        foreach (var (hash, count) in votes)
        {
            if (count * 100 >= (ulong)options.OptimisticThreshold * total && count > most)
                (majority, most) = (hash, count);
        }

        if (majority is not { } stated)
            return true;
        if (source.MeshHash(layer.Sub(1)) != stated)
        {
            failure = new BlockFailure(BlockFailureKind.OtherMeshHash, $"different mesh hash: smeshers have {stated} in layer {layer.Sub(1)}");
            return false;
        }

        optimistic = true;
        return true;
    }
}
