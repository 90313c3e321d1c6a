using Spacemesh.Primitives;

namespace Spacemesh.Post.Proving;

/// <summary>Where proofs get the proof of work of a nonce group from: this machine, or a service.</summary>
public interface IPowSource
{
    /// <summary>Groups that are worth being asked for at a time: one where a search uses the whole machine.</summary>
    int Parallelism => 1;

    /// <summary>Finds a pow whose hash is below <paramref name="difficulty"/> (already scaled by the number of units; spec 02 §6.4).</summary>
    ValueTask<ulong> FindAsync(
        byte group, Hash32 challenge, NodeId nodeId, Hash32 difficulty, IProgress<PowProgress>? progress, CancellationToken cancellationToken);
}
