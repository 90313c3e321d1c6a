namespace Spacemesh.Crypto.Merkle;

/// <summary>A tree that is kept whole to give proofs (spec 03 §3.1–3.3); its leaves are not copied.</summary>
public sealed class MerkleTree<THash>
    where THash : struct, INodeHash
{
    private const int NodeBytes = NodeStack.NodeBytes;

    private readonly ReadOnlyMemory<byte>[] _leaves;

    /// <summary>Nodes of level 1 and up, laid end to end level by level.</summary>
    private readonly byte[][] _levels;

    /// <summary>Where a given leaf stands; −1 for one that vanished.</summary>
    private readonly int[] _positions;

    public MerkleTree(IReadOnlyList<ReadOnlyMemory<byte>> leaves, THash hash)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        _positions = new int[leaves.Count];
        var kept = new List<ReadOnlyMemory<byte>>(leaves.Count);
        for (int i = 0; i < leaves.Count; i++)
        {
            bool vanishes = leaves[i].IsEmpty && kept.Count % 2 == 0;
            _positions[i] = vanishes ? -1 : kept.Count;
            if (!vanishes)
                kept.Add(leaves[i]);
        }

        _leaves = [.. kept];
        var levels = new List<byte[]>();
        int width = _leaves.Length;
        while (width > 1)
        {
            int pairs = (width + 1) / 2;
            var level = new byte[pairs * NodeBytes];
            for (int i = 0; i < pairs; i++)
            {
                var right = 2 * i + 1 < width ? Node(levels, 2 * i + 1) : ZeroSubtrees<THash>.Zero;
                hash.Hash(Node(levels, 2 * i), right, level.AsSpan(i * NodeBytes, NodeBytes));
            }

            levels.Add(level);
            width = pairs;
        }

        _levels = [.. levels];
    }

    /// <summary>Leaves in the tree, vanished ones not counted.</summary>
    public int Leaves => _leaves.Length;

    /// <summary>Empty without leaves, the leaf itself with one, else 32 bytes.</summary>
    public ReadOnlyMemory<byte> Root => _levels.Length > 0 ? _levels[^1] : _leaves.Length > 0 ? _leaves[0] : default;

    /// <summary>
    /// The proof nodes for the leaves of the given numbers, which count every leaf given, vanished ones too. Numbers of vanished or
    /// missing leaves have no effect.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Prove(params IReadOnlyCollection<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var proven = indices.Where(index => index >= 0 && index < _positions.Length).Select(index => _positions[index])
            .Where(position => position >= 0).Distinct().Order().ToArray();
        var proof = new List<ReadOnlyMemory<byte>>();
        if (proven.Length > 0)
            Emit(_levels.Length, 0, proven, proof);
        return proof;
    }

    private void Emit(int level, int position, ReadOnlySpan<int> proven, List<ReadOnlyMemory<byte>> proof)
    {
        if (level == 0)
            return;
        int border = (2 * position + 1) << (level - 1);
        int split = proven.BinarySearch(border);
        split = split < 0 ? ~split : split;
        if (split > 0)
            Emit(level - 1, 2 * position, proven[..split], proof);
        if (split < proven.Length)
            Emit(level - 1, 2 * position + 1, proven[split..], proof);
        if (split == proven.Length)
            proof.Add(Value(level - 1, 2 * position + 1));
        else if (split == 0)
            proof.Add(Value(level - 1, 2 * position));
    }

    private ReadOnlyMemory<byte> Value(int level, int position)
    {
        if (level == 0)
            return position < _leaves.Length ? _leaves[position] : new byte[NodeBytes];
        var nodes = _levels[level - 1];
        return position * NodeBytes < nodes.Length ? nodes.AsMemory(position * NodeBytes, NodeBytes) : new byte[NodeBytes];
    }

    private ReadOnlySpan<byte> Node(List<byte[]> levels, int position) =>
        levels.Count == 0 ? _leaves[position].Span : levels[^1].AsSpan(position * NodeBytes, NodeBytes);
}
