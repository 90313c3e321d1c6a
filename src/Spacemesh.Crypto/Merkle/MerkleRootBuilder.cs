using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Merkle;

/// <summary>
/// The root of leaves given one after the other (spec 03 §3.1–3.2), on the stack. An empty leaf in a left place vanishes: the next one
/// takes its place; in a right place it is hashed as an empty child. Missing nodes count as 32 zero bytes on every level.
/// </summary>
public struct MerkleRootBuilder<THash>
    where THash : struct, INodeHash
{
    private const int NodeBytes = NodeStack.NodeBytes;

    private readonly THash _hash;
    private NodeStack _nodes;
    private byte[]? _longLeaf;
    private int _leafLength;
    private ulong _leaves;

    [SkipLocalsInit]
    public MerkleRootBuilder(THash hash)
    {
        Unsafe.SkipInit(out _nodes);
        _hash = hash;
        _longLeaf = null;
        _leafLength = 0;
        _leaves = 0;
    }

    /// <summary>Leaves in the tree, vanished ones not counted.</summary>
    public readonly ulong Leaves => _leaves;

    /// <summary>Appends a leaf of any length.</summary>
    /// <exception cref="InvalidOperationException">The tree has 2^32 leaves.</exception>
    [SkipLocalsInit]
    public void Append(ReadOnlySpan<byte> leaf)
    {
        if ((_leaves & 1) == 0)
        {
            if (leaf.IsEmpty)
                return;
            Room(1);
            Park(leaf);
            _leaves++;
            return;
        }

        Span<byte> node = stackalloc byte[NodeBytes];
        _hash.Hash(Leaf(), leaf, node);
        Carry(node, 1);
        _leaves++;
    }

    /// <summary>
    /// Appends <paramref name="count"/> leaves of 32 zero bytes. Whole subtrees of them are taken from <paramref name="subtrees"/>,
    /// which must be of the same node hash.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tree would have more than 2^32 leaves.</exception>
    [SkipLocalsInit]
    public void AppendZeros(uint count, ZeroSubtrees<THash> subtrees)
    {
        ArgumentNullException.ThrowIfNull(subtrees);
        Room(count);
        Span<byte> node = stackalloc byte[NodeBytes];
        while (count > 0)
        {
            int layer = Math.Min(_leaves == 0 ? int.MaxValue : BitOperations.TrailingZeroCount(_leaves), BitOperations.Log2(count));
            if (layer == 0)
            {
                Append(ZeroSubtrees<THash>.Zero);
            }
            else
            {
                subtrees.Root(layer).CopyTo(node);
                Carry(node, layer);
                _leaves += 1ul << layer;
            }

            count -= 1u << layer;
        }
    }

    /// <summary>
    /// The root of the leaves so far: empty without leaves, the leaf itself with one, else 32 bytes. Appending may go on.
    /// </summary>
    [SkipLocalsInit]
    public readonly byte[] Root()
    {
        if (_leaves == 0)
            return [];
        if (_leaves == 1)
            return Leaf().ToArray();
        var root = new byte[NodeBytes];
        Fold(root);
        return root;
    }

    /// <summary>Writes the root and returns its length: 0 without leaves, the leaf's with one, else 32.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public readonly int Root(Span<byte> destination)
    {
        if (_leaves <= 1)
        {
            var leaf = _leaves == 0 ? default : Leaf();
            leaf.CopyTo(destination);
            return leaf.Length;
        }

        Fold(destination[..NodeBytes]);
        return NodeBytes;
    }

    /// <summary>The node that waits on a layer for its right sibling; empty where none does.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Parked(int layer) =>
        layer >= 64 || ((_leaves >> layer) & 1) == 0 ? default : layer == 0 ? Leaf() : Node(layer);

    /// <summary>Whether a node is parked on a layer is the layer's bit of the number of leaves.</summary>
    [SkipLocalsInit]
    private readonly void Fold(Span<byte> root)
    {
        int top = BitOperations.Log2(_leaves);
        bool open = false;
        for (int layer = 0; layer <= top; layer++)
        {
            bool parked = ((_leaves >> layer) & 1) != 0;
            var own = !parked ? default : layer == 0 ? Leaf() : Node(layer);
            if (layer == top && !open)
                own.CopyTo(root);
            else if (parked)
                _hash.Hash(own, open ? root : ZeroSubtrees<THash>.Zero, root);
            else if (open)
                _hash.Hash(root, ZeroSubtrees<THash>.Zero, root);
            open |= parked;
        }
    }

    /// <summary>Puts a node on a layer, joining it with those that are parked.</summary>
    private void Carry(Span<byte> node, int layer)
    {
        while (((_leaves >> layer) & 1) != 0)
        {
            _hash.Hash(Node(layer), node, node);
            layer++;
        }

        node.CopyTo(((Span<byte>)_nodes).Slice(layer * NodeBytes, NodeBytes));
    }

    private void Park(ReadOnlySpan<byte> leaf)
    {
        _leafLength = leaf.Length;
        if (leaf.Length <= NodeBytes)
        {
            leaf.CopyTo(_nodes);
            return;
        }

        if (_longLeaf is null || _longLeaf.Length < leaf.Length)
            _longLeaf = new byte[leaf.Length];
        leaf.CopyTo(_longLeaf);
    }

    private readonly void Room(ulong leaves)
    {
        if (_leaves + leaves > 1ul << (NodeStack.Layers - 1))
            throw new InvalidOperationException($"a tree takes at most 2^{NodeStack.Layers - 1} leaves");
    }

    [UnscopedRef]
    private readonly ReadOnlySpan<byte> Leaf() => _leafLength <= NodeBytes ? ((ReadOnlySpan<byte>)_nodes)[.._leafLength] : _longLeaf.AsSpan(0, _leafLength);

    [UnscopedRef]
    private readonly ReadOnlySpan<byte> Node(int layer) => ((ReadOnlySpan<byte>)_nodes).Slice(layer * NodeBytes, NodeBytes);
}
