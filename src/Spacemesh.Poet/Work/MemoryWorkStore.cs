namespace Spacemesh.Poet.Work;

/// <summary>Keeps a layer in memory: for short rounds of tests and simulations.</summary>
public sealed class MemoryWorkStore(ReadOnlyMemory<byte> statement, int layer = 0) : IWorkStore
{
    private readonly MemoryStream _nodes = new();

    public ReadOnlyMemory<byte> Statement { get; } = statement;

    public int Layer { get; } = layer;

    public WorkCheckpoint Checkpoint => WorkCheckpoint.Start;

    public bool WantsCheckpoint => false;

    public void Add(ReadOnlySpan<byte> node) => _nodes.Write(node);

    public void Offer(WorkCheckpoint checkpoint)
    {
    }

    public IEnumerable<ReadOnlyMemory<byte>> ReadNodes() => [_nodes.GetBuffer().AsMemory(0, (int)_nodes.Length)];
}
