using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>What pruning keeps (spec 10 §8).</summary>
public sealed record PruneOptions
{
    /// <summary>Layers before the current one whose certificates and proposal links stay.</summary>
    public required uint SafeDistance { get; init; }

    /// <summary>Active sets are pruned once the current epoch is after this one (<c>main.prune-activesets-from</c>).</summary>
    public EpochId ActiveSetsFrom { get; init; }

    /// <summary>Rows changed by one transaction: 500 keep the write lock for a few milliseconds.</summary>
    public int RowsPerStep { get; init => field = value >= 1 ? value : throw new InvalidOptionException("prune.rows-per-step", $"{value} is not positive"); } = 500;
}
