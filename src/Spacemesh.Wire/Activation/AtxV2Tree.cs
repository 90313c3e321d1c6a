using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>Trees of ATX V2 ids: node = H(0x01 ‖ left ‖ right), padded with zero leaves whose subtrees are known beforehand (spec 01 §2.7).</summary>
internal static class AtxV2Tree
{
    /// <summary>Leaves of the trees over previous ATXs, sub-posts and marriages.</summary>
    public const int Width = 256;

    /// <summary>Levels above the leaves of a tree of <see cref="Width"/> leaves.</summary>
    public const int WideLevels = 8;

    private const byte NodeTag = 1;

    private static readonly Hash32[] ZeroSubtrees = MakeZeroSubtrees();

    /// <summary>The missing sibling, on every level.</summary>
    public static ReadOnlySpan<byte> ZeroNode => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Root of a full tree of zero leaves of <paramref name="levels"/> levels.</summary>
    public static Hash32 Zeros(int levels) => ZeroSubtrees[levels];

    public static Hash32 Node(Hash32 left, Hash32 right)
    {
        var node = default(Bytes32);
        Blake3.HashNode(Hash32.Span(in left), Hash32.Span(in right), node);
        return new Hash32(node);
    }

    public static Hash32 Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> input = stackalloc byte[1 + left.Length + right.Length];
        input[0] = NodeTag;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + left.Length)..]);
        return Blake3.Hash(input);
    }

    /// <summary>
    /// Root over <paramref name="total"/> nodes of a level: the first <paramref name="real"/> in <paramref name="nodes"/> (overwritten),
    /// then zero subtrees of <paramref name="level"/> levels. A missing sibling is 32 zero bytes on every level.
    /// </summary>
    public static Hash32 Root(Span<Hash32> nodes, int real, int total, int level)
    {
        // The last node of a level differs from a zero subtree once a level had an odd number of nodes.
        var last = ZeroSubtrees[level];
        bool ragged = false;
        while (total > 1)
        {
            var zeros = ZeroSubtrees[level];
            int parents = (total + 1) / 2;
            bool odd = total % 2 == 1;
            var lastParent = ZeroSubtrees[level + 1];
            if (ragged || odd)
            {
                var left = Get(nodes, real, total, 2 * (parents - 1), zeros, last);
                lastParent = Node(left, Get(nodes, real, total, (2 * parents) - 1, zeros, last));
            }

            int realParents = (real + 1) / 2;
            for (int i = 0; i < realParents; i++)
            {
                nodes[i] = ragged || odd
                    ? i == parents - 1 ? lastParent : Node(Get(nodes, real, total, 2 * i, zeros, last), Get(nodes, real, total, (2 * i) + 1, zeros, last))
                    : Node(nodes[2 * i], (2 * i) + 1 < real ? nodes[(2 * i) + 1] : zeros);
            }

            last = lastParent;
            ragged |= odd;
            real = realParents;
            total = parents;
            level++;
        }

        return real > 0 ? nodes[0] : last;
    }

    /// <summary>Siblings on the way from a leaf to the root; <paramref name="known"/> is a parent of leaves that are no hashes.</summary>
    public static Hash32[] Prove(Span<Hash32> leaves, int index, (int Index, Hash32 Node)? known)
    {
        var siblings = new List<Hash32>();
        for (int count = leaves.Length; count > 1; count = (count + 1) / 2, index /= 2)
        {
            siblings.Add((index ^ 1) < count ? leaves[index ^ 1] : default);
            for (int i = 0; i < (count + 1) / 2; i++)
            {
                var right = (2 * i) + 1 < count ? leaves[(2 * i) + 1] : default;
                leaves[i] = known is { } parent && parent.Index == i ? parent.Node : Node(leaves[2 * i], right);
            }

            known = null;
        }

        return [.. siblings];
    }

    private static Hash32 Get(Span<Hash32> nodes, int real, int total, int index, Hash32 zeros, Hash32 last) =>
        index < real ? nodes[index] : index < total - 1 ? zeros : index == total - 1 ? last : default;

    private static Hash32[] MakeZeroSubtrees()
    {
        var subtrees = new Hash32[WideLevels + 2];
        for (int i = 1; i < subtrees.Length; i++)
            subtrees[i] = Node(subtrees[i - 1], subtrees[i - 1]);
        return subtrees;
    }
}
