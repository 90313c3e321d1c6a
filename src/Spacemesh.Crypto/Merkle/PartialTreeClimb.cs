namespace Spacemesh.Crypto.Merkle;

/// <summary>The recursive climb of spec 03 §3.4 with its two shared cursors.</summary>
internal ref struct PartialTreeClimb<THash>
    where THash : struct, INodeHash
{
    private const int NoStop = -1;

    private readonly ReadOnlySpan<ulong> _indices;
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _leaves;
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _nodes;
    private readonly THash _hash;
    private readonly List<List<ReadOnlyMemory<byte>>>? _snapshots;
    private int _leaf;
    private int _node;

    public PartialTreeClimb(
        ReadOnlySpan<ulong> indices,
        ReadOnlySpan<ReadOnlyMemory<byte>> leaves,
        ReadOnlySpan<ReadOnlyMemory<byte>> nodes,
        THash hash,
        List<List<ReadOnlyMemory<byte>>>? snapshots)
    {
        _indices = indices;
        _leaves = leaves;
        _nodes = nodes;
        _hash = hash;
        _snapshots = snapshots;
        _leaf = 0;
        _node = 0;
    }

    public ReadOnlyMemory<byte> Run() => Climb(NoStop);

    /// <summary>Climbs from the next leaf; its snapshots are those from the count at the start on.</summary>
    private ReadOnlyMemory<byte> Climb(int stop)
    {
        int first = _snapshots?.Count ?? 0;
        ulong position = _indices[_leaf];
        var current = _leaves[_leaf];
        _leaf++;
        _snapshots?.Add([]);
        for (int height = 0; height != stop; height++)
        {
            int own = _snapshots?.Count ?? 0;
            ReadOnlyMemory<byte> sibling;
            if (_leaf < _indices.Length && (position ^ 1) == ShiftRight(_indices[_leaf], height))
                sibling = Climb(height);
            else if (_node < _nodes.Length)
                sibling = _nodes[_node++];
            else
                break;

            var parent = new byte[NodeStack.NodeBytes];
            if ((position & 1) != 0)
            {
                Park(first, own, sibling);
                _hash.Hash(sibling.Span, current.Span, parent);
            }
            else
            {
                Park(first, own, default);
                Park(own, _snapshots?.Count ?? 0, current);
                _hash.Hash(current.Span, sibling.Span, parent);
            }

            current = parent;
            position >>= 1;
        }

        return current;
    }

    private readonly void Park(int from, int to, ReadOnlyMemory<byte> node)
    {
        for (int i = from; i < to; i++)
            _snapshots![i].Add(node);
    }

    private static ulong ShiftRight(ulong value, int by) => by >= 64 ? 0 : value >> by;
}
