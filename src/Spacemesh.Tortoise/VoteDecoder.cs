using System.Globalization;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise;

/// <summary>Builds the votes of a ballot from those of its base and its differences (spec 06 §6.1).</summary>
internal static class VoteDecoder
{
    /// <summary>Decodes the votes of a ballot in <paramref name="layer"/>; <paramref name="min"/> is the lowest layer that may be new.</summary>
    public static BallotFault? Decode(uint layer, uint baseLayer, VoteNode? baseVotes, Votes votes, out VoteNode? chain, out uint min)
    {
        chain = null;
        min = 0;
        if (VoteDiff.Create(votes, out var diff) is { } conflict)
            return conflict;
        min = Math.Min(baseLayer, diff.Lowest);
        if (Update(baseVotes, min, diff, out chain) is { } wrong)
            return wrong;
        for (uint next = baseLayer; next < layer; next++)
        {
            var entries = diff.Find(next);
            BlockRecord[] supported = entries is null ? [] : Supported([], entries);
            chain = new VoteNode(next, entries is { Count: 0 }, supported, chain);
        }

        return null;
    }

    /// <summary>Copies the votes from a layer on, with the differences; older ones stay shared.</summary>
    private static BallotFault? Update(VoteNode? votes, uint from, VoteDiff diff, out VoteNode? updated)
    {
        var node = votes;
        var copied = new List<VoteNode>(node is null || node.Layer < from ? 0 : (int)Math.Min(node.Layer - from + 1, 1 << 20));
        for (; node is not null && node.Layer >= from; node = node.Previous)
            copied.Add(node);
        updated = node;
        for (int i = copied.Count - 1; i >= 0; i--)
        {
            var old = copied[i];
            bool abstain = old.Abstain;
            var supported = old.Supported;
            if (diff.Find(old.Layer) is { } entries)
            {
                abstain |= entries.Count == 0;
                var mentioned = entries.ToDictionary(entry => entry.Vote.Id);
                if (WrongTarget(supported, mentioned) is { } wrong)
                    return wrong;
                supported = entries.Count == 0 ? [] : Supported(supported.Where(block => !mentioned.ContainsKey(block.Id)), entries);
            }

            updated = new VoteNode(old.Layer, abstain, supported, updated);
        }

        return null;
    }

    /// <summary>Who votes against a supported block must name it exactly.</summary>
    private static BallotFault? WrongTarget(BlockRecord[] supported, Dictionary<BlockId, VoteDiff.Entry> mentioned)
    {
        foreach (var block in supported)
        {
            if (mentioned.TryGetValue(block.Id, out var entry) && !entry.Support && entry.Vote.Height != block.Height)
            {
                return new BallotFault(
                    BallotFaultKind.WrongTarget,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"wrong target. last supported is ({block.Id}/{block.Height}), but is against ({entry.Vote.Id}/{entry.Vote.Height})"));
            }
        }

        return null;
    }

    /// <summary>What stays supported and every support entry, sorted.</summary>
    private static BlockRecord[] Supported(IEnumerable<BlockRecord> kept, List<VoteDiff.Entry> entries)
    {
        List<BlockRecord> result = [.. kept];
        foreach (var entry in entries)
        {
            if (entry.Support)
                result.Add(new BlockRecord(entry.Vote));
        }

        if (result.Count > 1)
            result.Sort(BlockRecord.Compare);
        return [.. result];
    }
}
