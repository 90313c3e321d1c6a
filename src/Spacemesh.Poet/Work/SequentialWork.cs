namespace Spacemesh.Poet.Work;

/// <summary>
/// The work itself: one leaf after the other (spec 03 §4). Keeps the parked nodes; completed nodes of the store's layer go to the store.
/// One thread at a time.
/// </summary>
public sealed class SequentialWork
{
    private readonly WorkHasher _hasher;
    private readonly WorkTree _tree;

    /// <summary>Starts, or goes on from what the store's checkpoint says.</summary>
    public SequentialWork(IWorkStore store, Kernel.Sha256Kernel? kernel = null)
    {
        Store = store;
        _hasher = new WorkHasher(store.Statement.Span, kernel);
        _tree = new WorkTree(_hasher, new StoreSink(store));
        var checkpoint = store.Checkpoint;
        _tree.Restore(checkpoint.LeafCount, checkpoint.ParkedNodes);
    }

    public IWorkStore Store { get; }

    public ulong LeafCount => _tree.Count;

    /// <summary>The state to go on from. The store must already hold every node completed before.</summary>
    public WorkCheckpoint Checkpoint => new(_tree.Count, _tree.ParkedNodes());

    public Kernel.Sha256Kernel Kernel => _hasher.Kernel;

    internal WorkTree Tree => _tree;

    /// <summary>Computes leaves until there are <paramref name="target"/> or <paramref name="stop"/> answers true (asked after each leaf).</summary>
    public void Advance(ulong target, Func<bool>? stop = null)
    {
        Span<byte> label = stackalloc byte[PoetParameters.NodeSize];
        while (_tree.Count < target)
        {
            _hasher.BeginLabel(_tree.Count);
            _tree.AppendParkedTo(_hasher);
            _hasher.EndLabel(label);
            _tree.Append(label);
            if (Store.WantsCheckpoint)
                Store.Offer(Checkpoint);
            if (stop is not null && stop())
                return;
        }
    }

    private sealed class StoreSink(IWorkStore store) : INodeSink
    {
        private readonly int _layer = store.Layer;

        public void Add(int layer, ulong index, ReadOnlySpan<byte> node)
        {
            if (layer == _layer)
                store.Add(node);
        }
    }
}
