using Spacemesh.Primitives;
using Spacemesh.Simulation.Network;

namespace Spacemesh.Simulation.Faults;

/// <summary>Something that goes wrong at a moment of a simulation.</summary>
/// <param name="Layer">The layer in which it begins.</param>
/// <param name="Within">Share of the layer that has passed then, in [0, 1).</param>
public abstract record PlannedFault(LayerId Layer, double Within)
{
    /// <summary>A node ends without a word and starts on the stores that it had.</summary>
    /// <param name="Layer">When it ends.</param>
    /// <param name="Within">See <see cref="PlannedFault"/>.</param>
    /// <param name="Node">Which one.</param>
    /// <param name="Until">The layer in whose middle it starts again; null for never.</param>
    public sealed record Crash(LayerId Layer, double Within, int Node, LayerId? Until) : PlannedFault(Layer, Within);

    /// <summary>Some nodes are cut off from the others; they hear each other. One partition at a time.</summary>
    /// <param name="Layer">When it begins.</param>
    /// <param name="Within">See <see cref="PlannedFault"/>.</param>
    /// <param name="Nodes">Those that are cut off.</param>
    /// <param name="Until">The layer with which it ends.</param>
    public sealed record Partition(LayerId Layer, double Within, IReadOnlyList<int> Nodes, LayerId Until) : PlannedFault(Layer, Within)
    {
        public override string ToString() => $"Partition {{ Layer = {Layer}, Within = {Within}, Nodes = {string.Join(' ', Nodes)}, Until = {Until} }}";
    }

    /// <summary>The clock of a node is set.</summary>
    /// <param name="Layer">When.</param>
    /// <param name="Within">See <see cref="PlannedFault"/>.</param>
    /// <param name="Node">Whose.</param>
    /// <param name="Ahead">How far it is ahead from then on; negative for behind.</param>
    public sealed record Skew(LayerId Layer, double Within, int Node, TimeSpan Ahead) : PlannedFault(Layer, Within);

    /// <summary>What a node sends is late or lost.</summary>
    /// <param name="Layer">When it begins.</param>
    /// <param name="Within">See <see cref="PlannedFault"/>.</param>
    /// <param name="Node">Whose line it is.</param>
    /// <param name="Conditions">What becomes of what it sends.</param>
    /// <param name="Until">The layer with which it ends.</param>
    public sealed record BadLine(LayerId Layer, double Within, int Node, LinkConditions Conditions, LayerId Until) : PlannedFault(Layer, Within);

    /// <summary>A node starts for the first time in this layer instead of before genesis.</summary>
    /// <param name="Layer">When.</param>
    /// <param name="Within">See <see cref="PlannedFault"/>.</param>
    /// <param name="Node">Which one.</param>
    public sealed record LateJoin(LayerId Layer, double Within, int Node) : PlannedFault(Layer, Within);
}
