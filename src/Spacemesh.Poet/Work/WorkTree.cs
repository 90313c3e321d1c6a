using System.Numerics;

namespace Spacemesh.Poet.Work;

/// <summary>
/// The append-only tree of sequential work with 32-byte leaves (spec 03 §3.1–3.2): at most one parked node per layer, which the
/// bits of the leaf count name. Completed nodes go to a sink, layer by layer.
/// </summary>
public sealed class WorkTree
{
    private const int Layers = 64;

    private readonly byte[] _parked = new byte[Layers * PoetParameters.NodeSize];
    private readonly WorkHasher _hasher;

    public WorkTree(WorkHasher hasher, INodeSink? sink = null)
    {
        _hasher = hasher;
        Sink = sink;
    }

    /// <summary>Gets every completed node; null drops them.</summary>
    public INodeSink? Sink { get; set; }

    /// <summary>Leaves appended so far.</summary>
    public ulong Count { get; private set; }

    /// <summary>Layers up to the root: ceil(log2 of the leaf count).</summary>
    public int Height => HeightOf(Count);

    public static int HeightOf(ulong count) => count <= 1 ? 0 : 64 - BitOperations.LeadingZeroCount(count - 1);

    /// <summary>The node parked on a layer: present exactly when that bit of <see cref="Count"/> is set.</summary>
    public ReadOnlySpan<byte> Parked(int layer) =>
        (Count >> layer & 1) == 1 ? Slot(layer) : [];

    /// <summary>Sets a tree to <paramref name="count"/> leaves whose parked nodes are given lowest layer first.</summary>
    public void Restore(ulong count, ReadOnlySpan<byte> parked)
    {
        if (parked.Length != BitOperations.PopCount(count) * PoetParameters.NodeSize)
            throw new ArgumentException($"{parked.Length} bytes are not the {BitOperations.PopCount(count)} parked nodes of {count} leaves", nameof(parked));
        Count = count;
        for (ulong bits = count; bits != 0; bits &= bits - 1)
        {
            parked[..PoetParameters.NodeSize].CopyTo(Slot(BitOperations.TrailingZeroCount(bits)));
            parked = parked[PoetParameters.NodeSize..];
        }
    }

    /// <summary>Parked nodes, lowest layer first, as <see cref="Restore"/> takes them.</summary>
    public byte[] ParkedNodes()
    {
        var nodes = new byte[BitOperations.PopCount(Count) * PoetParameters.NodeSize];
        var rest = nodes.AsSpan();
        for (ulong bits = Count; bits != 0; bits &= bits - 1)
        {
            Slot(BitOperations.TrailingZeroCount(bits)).CopyTo(rest);
            rest = rest[PoetParameters.NodeSize..];
        }

        return nodes;
    }

    /// <summary>Feeds the parked nodes to the label of the next leaf.</summary>
    public void AppendParkedTo(WorkHasher hasher)
    {
        for (ulong bits = Count; bits != 0; bits &= bits - 1)
            hasher.Append(Slot(BitOperations.TrailingZeroCount(bits)));
    }

    /// <summary>Appends a leaf.</summary>
    public void Append(ReadOnlySpan<byte> leaf) => Append(0, leaf);

    /// <summary>Appends a whole sub-tree of 2^<paramref name="layer"/> leaves by its root; the count must be a multiple of its size.</summary>
    public void Append(int layer, ReadOnlySpan<byte> subtreeRoot)
    {
        ulong size = 1UL << layer;
        if ((Count & (size - 1)) != 0)
            throw new InvalidOperationException($"{Count} leaves do not end at a sub-tree of layer {layer}");
        Span<byte> node = stackalloc byte[PoetParameters.NodeSize];
        subtreeRoot.CopyTo(node);
        Sink?.Add(layer, Count >> layer, node);
        while ((Count >> layer & 1) == 1)
        {
            _hasher.Node(Slot(layer), node, node);
            layer++;
            Sink?.Add(layer, Count >> layer, node);
        }

        node.CopyTo(Slot(layer));
        checked
        {
            Count += size;
        }
    }

    /// <summary>
    /// The nodes that end at the last leaf without being complete, layer by layer up to the root: entry h is the value of the partly
    /// filled node of layer h (spec 03 §3.2), null where that layer has none. The last entry is the root when the tree is not full.
    /// </summary>
    public byte[]?[] PartialNodes()
    {
        int height = Height;
        var nodes = new byte[height + 1][];
        byte[]? carried = null;
        Span<byte> padding = stackalloc byte[PoetParameters.NodeSize];
        padding.Clear();
        for (int layer = 0; layer < height; layer++)
        {
            var parked = Parked(layer);
            if (!parked.IsEmpty || carried is not null)
            {
                var parent = new byte[PoetParameters.NodeSize];
                if (parked.IsEmpty)
                    _hasher.Node(carried, padding, parent);
                else
                    _hasher.Node(parked, carried is null ? padding : carried, parent);
                carried = parent;
            }

            nodes[layer + 1] = carried!;
        }

        return nodes;
    }

    /// <summary>The root; empty for a tree without leaves.</summary>
    public byte[] Root()
    {
        if (Count == 0)
            return [];
        int height = Height;
        return BitOperations.IsPow2(Count) ? Slot(height).ToArray() : PartialNodes()[height]!;
    }

    private Span<byte> Slot(int layer) => _parked.AsSpan(layer * PoetParameters.NodeSize, PoetParameters.NodeSize);
}
