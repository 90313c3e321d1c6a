using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>
/// Stored objects as bytes, for peers (spec 10 §10). Keys are 32-byte request hashes: ballots and blocks are found by the padded id,
/// but <see cref="Contains"/> looks at the first 20 bytes only.
/// </summary>
public interface IBlobStore
{
    /// <summary>Checkpointed ATXs are contained though they have no bytes.</summary>
    bool Contains(BlobHint hint, Hash32 key);

    /// <summary>Length of each blob, −1 where absent, 0 where NULL (a checkpointed ATX).</summary>
    IReadOnlyList<int> Sizes(BlobHint hint, IReadOnlyList<Hash32> keys);

    /// <summary>The bytes; null where absent. A NULL blob is empty.</summary>
    byte[]? Load(BlobHint hint, Hash32 key);

    /// <summary>
    /// Streams blobs without copying: <paramref name="receive"/> gets each present key in order with its bytes, valid during the
    /// call, and returns false to stop. Inside a snapshot nothing that was sized can be gone.
    /// </summary>
    void Read(BlobHint hint, IReadOnlyList<Hash32> keys, BlobReceiver receive);
}
