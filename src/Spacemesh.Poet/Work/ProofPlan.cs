using System.Numerics;

namespace Spacemesh.Poet.Work;

/// <summary>
/// Which nodes a proof needs (spec 03 §3.3) and, once found, their values. Per layer the wanted indices are sorted; nodes that come in
/// order move a cursor, nodes of sub-trees computed in parallel are looked up, each slot being written once.
/// </summary>
internal sealed class ProofPlan : INodeSink
{
    private readonly ulong[][] _wanted;
    private readonly byte[]?[][] _found;
    private readonly int[] _cursors;

    private ProofPlan(IReadOnlyList<(int Layer, ulong Index)> proofNodes, ulong[] subtrees, SortedSet<ulong>[] wanted)
    {
        ProofNodes = proofNodes;
        Subtrees = subtrees;
        _wanted = [.. wanted.Select(set => set.ToArray())];
        _found = [.. _wanted.Select(layer => new byte[layer.Length][])];
        _cursors = new int[_wanted.Length];
    }

    /// <summary>Positions of the proof nodes, in the proof's order.</summary>
    public IReadOnlyList<(int Layer, ulong Index)> ProofNodes { get; }

    /// <summary>Sub-trees of the stored layer that hold opened leaves, ascending.</summary>
    public ulong[] Subtrees { get; }

    public static ProofPlan Of(ulong[] indices, ulong leafCount, int storedLayer)
    {
        int height = WorkTree.HeightOf(leafCount);
        var wanted = new SortedSet<ulong>[Math.Max(height, storedLayer) + 1];
        for (int layer = 0; layer < wanted.Length; layer++)
            wanted[layer] = [];
        foreach (ulong index in indices)
            wanted[0].Add(index);

        var nodes = new List<(int, ulong)>();
        Emit(indices, height, nodes);
        foreach (var (layer, index) in nodes)
            wanted[layer].Add(index);

        ulong[] subtrees = [.. indices.Select(index => index >> storedLayer).Distinct()];
        foreach (ulong subtree in subtrees)
        {
            for (ulong bits = subtree; bits != 0; bits &= bits - 1)
            {
                int bit = BitOperations.TrailingZeroCount(bits);
                wanted[storedLayer + bit].Add((subtree >> bit) - 1);
            }
        }

        return new ProofPlan(nodes, subtrees, wanted);
    }

    public void Add(int layer, ulong index, ReadOnlySpan<byte> node)
    {
        if (layer >= _wanted.Length)
            return;
        ref int cursor = ref _cursors[layer];
        var wanted = _wanted[layer];
        if (cursor < wanted.Length && wanted[cursor] == index)
            _found[layer][cursor++] = node.ToArray();
    }

    public void AddConcurrently(int layer, ulong index, ReadOnlySpan<byte> node)
    {
        int at = Array.BinarySearch(_wanted[layer], index);
        if (at >= 0)
            _found[layer][at] = node.ToArray();
    }

    /// <summary>The parked nodes at the first leaf of a sub-tree, lowest layer first.</summary>
    public byte[] ParkedBefore(ulong subtree, int storedLayer)
    {
        var nodes = new byte[BitOperations.PopCount(subtree) * PoetParameters.NodeSize];
        var rest = nodes.AsSpan();
        for (ulong bits = subtree; bits != 0; bits &= bits - 1)
        {
            int bit = BitOperations.TrailingZeroCount(bits);
            Found(storedLayer + bit, (subtree >> bit) - 1).CopyTo(rest);
            rest = rest[PoetParameters.NodeSize..];
        }

        return nodes;
    }

    /// <summary>Value of a position: a complete node that was found, a partly filled one, or padding beyond the last leaf (spec 03 §3.2).</summary>
    public byte[] Value(int layer, ulong index, ulong leafCount, byte[]?[] partial, byte[] root)
    {
        ulong first = index << layer;
        if (first >= leafCount)
            return new byte[PoetParameters.NodeSize];
        if (leafCount - first >= 1UL << layer)
            return Found(layer, index);
        return partial[layer] ?? root;
    }

    /// <summary>Positions of the nodes of a multi-leaf proof, bottom-up per pair of siblings, left sub-tree before right.</summary>
    private static void Emit(ReadOnlySpan<ulong> indices, int layer, List<(int Layer, ulong Index)> nodes)
    {
        if (layer == 0 || indices.IsEmpty)
            return;
        ulong left = indices[0] >> layer << 1;
        int split = 0;
        while (split < indices.Length && indices[split] >> (layer - 1) == left)
            split++;
        Emit(indices[..split], layer - 1, nodes);
        Emit(indices[split..], layer - 1, nodes);
        if (split == indices.Length)
            nodes.Add((layer - 1, left + 1));
        else if (split == 0)
            nodes.Add((layer - 1, left));
    }

    private byte[] Found(int layer, ulong index)
    {
        int at = Array.BinarySearch(_wanted[layer], index);
        return (at >= 0 ? _found[layer][at] : null)
            ?? throw new InvalidDataException($"node {index} of layer {layer} was neither stored nor computed");
    }
}
