using Spacemesh.Primitives;

namespace Spacemesh.Ports.Chain;

/// <summary>How far a phase of sync is, for people.</summary>
/// <param name="Phase">What is going on.</param>
/// <param name="Epoch">The epoch whose ATXs are fetched; null in other phases.</param>
/// <param name="Done">ATXs, proofs or layers that are here; the last layer in <see cref="SyncPhase.Layers"/> and <see cref="SyncPhase.State"/>.</param>
/// <param name="Total">Of how many; 0 while that is not known.</param>
/// <param name="PerSecond">Since the phase began.</param>
/// <param name="TimeLeft">At that rate; null while it cannot be said.</param>
public sealed record SyncProgress(SyncPhase Phase, EpochId? Epoch, long Done, long Total, double PerSecond, TimeSpan? TimeLeft)
{
    public static SyncProgress None { get; } = new(SyncPhase.Waiting, null, 0, 0, 0, null);

    /// <summary>Share that is done, from 0 to 1; 0 while the total is not known.</summary>
    public double Share => Total <= 0 ? 0 : Math.Clamp((double)Done / Total, 0, 1);
}
