namespace Spacemesh.Poet.Work;

/// <summary>Where work can go on.</summary>
/// <param name="LeafCount">Leaves done.</param>
/// <param name="ParkedNodes">Parked nodes, lowest layer first: one per set bit of the leaf count.</param>
public sealed record WorkCheckpoint(ulong LeafCount, byte[] ParkedNodes)
{
    public static WorkCheckpoint Start { get; } = new(0, []);
}
