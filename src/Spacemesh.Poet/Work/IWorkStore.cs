namespace Spacemesh.Poet.Work;

/// <summary>
/// What a running round keeps of its tree: only the nodes of one layer; everything below is computed again for the leaves that the
/// proof opens, everything above follows from the layer (spec 03 §10.8).
/// </summary>
public interface IWorkStore
{
    /// <summary>The salt of the work; normally 32 bytes.</summary>
    ReadOnlyMemory<byte> Statement { get; }

    /// <summary>The layer kept: a node for every 2^layer leaves.</summary>
    int Layer { get; }

    /// <summary>Where the work stood when the store was opened.</summary>
    WorkCheckpoint Checkpoint { get; }

    /// <summary>Takes the next node of the layer. Cheap: called from the thread that computes.</summary>
    void Add(ReadOnlySpan<byte> node);

    /// <summary>Whether a checkpoint is due; asked after every leaf, so it only reads a flag.</summary>
    bool WantsCheckpoint { get; }

    /// <summary>Takes a checkpoint. Cheap: writing it happens elsewhere.</summary>
    void Offer(WorkCheckpoint checkpoint);

    /// <summary>Reads all nodes from the first on, in chunks of whole nodes.</summary>
    IEnumerable<ReadOnlyMemory<byte>> ReadNodes();
}
