using System.Runtime.CompilerServices;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Merkle;

/// <summary>
/// Proven leaves and proof nodes against a root (spec 03 §3.4), with the laxities that the network accepts: index bits above the
/// height climbed do not count, and leaves that the climb never reaches are not checked.
/// </summary>
/// <remarks>
/// A climb may meet thousands of hostile nodes, but it descends into at most one deeper climb per bit of an index, as the climbs inside
/// one at height <c>h</c> end below <c>h</c>.
/// </remarks>
public static class PartialTree
{
    /// <summary>The membership check of one leaf.</summary>
    [SkipLocalsInit]
    public static bool IsMember(ulong index, ReadOnlySpan<byte> leaf, ReadOnlySpan<Hash32> nodes, ReadOnlySpan<byte> root)
    {
        if (nodes.IsEmpty)
            return leaf.SequenceEqual(root);
        var hash = default(Blake3NodeHash);
        Span<byte> current = stackalloc byte[NodeStack.NodeBytes];
        for (int i = 0; i < nodes.Length; i++)
        {
            var own = i == 0 ? leaf : current;
            var sibling = Hash32.Span(in nodes[i]);
            if ((index & 1) == 0)
                hash.Hash(own, sibling, current);
            else
                hash.Hash(sibling, own, current);
            index >>= 1;
        }

        return current.SequenceEqual(root);
    }

    /// <summary>Checks the proven leaves against the root, lengths included.</summary>
    public static PartialTreeVerdict Validate<THash>(
        ReadOnlySpan<ulong> indices,
        ReadOnlySpan<ReadOnlyMemory<byte>> leaves,
        ReadOnlySpan<ReadOnlyMemory<byte>> nodes,
        ReadOnlySpan<byte> root,
        THash hash)
        where THash : struct, INodeHash
    {
        var verdict = CheckInput(indices, leaves.Length);
        if (verdict != PartialTreeVerdict.Valid)
            return verdict;
        var climb = new PartialTreeClimb<THash>(indices, leaves, nodes, hash, snapshots: null);
        return climb.Run().Span.SequenceEqual(root) ? PartialTreeVerdict.Valid : PartialTreeVerdict.WrongRoot;
    }

    /// <summary>
    /// Computes the root, and for each leaf reached the nodes that were parked (layer 0 and up, empty where none) when it was
    /// appended. The verdict tells what is wrong with the input; it is never <see cref="PartialTreeVerdict.WrongRoot"/>.
    /// </summary>
    public static PartialTreeVerdict Compute<THash>(
        ReadOnlySpan<ulong> indices,
        ReadOnlySpan<ReadOnlyMemory<byte>> leaves,
        ReadOnlySpan<ReadOnlyMemory<byte>> nodes,
        THash hash,
        out ReadOnlyMemory<byte> root,
        out IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> snapshots)
        where THash : struct, INodeHash
    {
        var collected = new List<List<ReadOnlyMemory<byte>>>();
        snapshots = collected;
        root = default;
        var verdict = CheckInput(indices, leaves.Length);
        if (verdict != PartialTreeVerdict.Valid)
            return verdict;
        var climb = new PartialTreeClimb<THash>(indices, leaves, nodes, hash, collected);
        root = climb.Run();
        return PartialTreeVerdict.Valid;
    }

    /// <summary>The text of a refusal; empty for a valid tree and for a wrong root, which the reference reports without one.</summary>
    public static string Explain(PartialTreeVerdict verdict, int indices, int leaves) => verdict switch
    {
        PartialTreeVerdict.LeafCount => $"number of leaves ({leaves}) must equal number of indices ({indices})",
        PartialTreeVerdict.NoLeaves => "at least one leaf is required for validation",
        PartialTreeVerdict.Unsorted => "leafIndices are not sorted",
        PartialTreeVerdict.Duplicates => "leafIndices contain duplicates",
        _ => "",
    };

    private static PartialTreeVerdict CheckInput(ReadOnlySpan<ulong> indices, int leaves)
    {
        if (indices.Length != leaves)
            return PartialTreeVerdict.LeafCount;
        if (leaves == 0)
            return PartialTreeVerdict.NoLeaves;
        bool duplicates = false;
        for (int i = 1; i < indices.Length; i++)
        {
            if (indices[i] < indices[i - 1])
                return PartialTreeVerdict.Unsorted;
            duplicates |= indices[i] == indices[i - 1];
        }

        return duplicates ? PartialTreeVerdict.Duplicates : PartialTreeVerdict.Valid;
    }
}
