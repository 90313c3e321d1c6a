using Spacemesh.Primitives;
using Spacemesh.Simulation.Faults;
using Spacemesh.Simulation.Network;

namespace Spacemesh.Simulation;

/// <summary>A network of whole nodes and what happens to it. Everything else follows from the seed.</summary>
public sealed record SimulationOptions
{
    public ulong Seed { get; init; } = 1;

    /// <summary>Nodes that smesh, each with one identity.</summary>
    public int Nodes
    {
        get;
        init => field = value >= 1 ? value : throw new InvalidOptionException(nameof(Nodes), $"{value} nodes are no network");
    } = 5;

    /// <summary>Epochs that are lived through, the first two without blocks among them.</summary>
    public uint Epochs
    {
        get;
        init => field = value >= 3 ? value : throw new InvalidOptionException(nameof(Epochs), $"{value} epochs have no layer with blocks: at least 3");
    } = 6;

    /// <summary>Whether it is a network of one node, which knows that it is alone (preset <c>standalone</c>: set layers of 6 s, ten an epoch).</summary>
    public bool IsStandalone { get; init; }

    /// <summary>Begin of layer 0; a few seconds after that of the simulation by default.</summary>
    public DateTimeOffset? Genesis { get; init; }

    /// <summary>Whether the nodes get the first beacon as from a bootstrap update. Without it the first epoch with blocks has none.</summary>
    public bool Bootstraps { get; init; } = true;

    public uint LayersPerEpoch
    {
        get;
        init => field = value >= 3 ? value : throw new InvalidOptionException(nameof(LayersPerEpoch), $"{value} is below 3");
    } = 4;

    /// <summary>
    /// Of one layer. An epoch must hold a PoET round, its gap of 30 s and a beacon of about as long: fastnet's 15 s and four layers are the
    /// least.
    /// </summary>
    public TimeSpan LayerDuration
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new InvalidOptionException(nameof(LayerDuration), $"{value} is not above zero");
    } = TimeSpan.FromSeconds(15);

    /// <summary>First epoch of ATXs of version 2; null for none.</summary>
    public uint? SecondAtxVersion { get; init; }

    /// <summary>The lines between nodes.</summary>
    public LinkConditions Conditions { get; init; } = LinkConditions.Good;

    /// <summary>Earlier nodes that each node is connected to; 0 for all.</summary>
    public int Degree { get; init; } = 8;

    /// <summary>Whether nodes share verdicts of signatures and VRFs: same bytes, same verdict. Off, each node checks for itself.</summary>
    public bool SharesVerdicts { get; init; } = true;

    /// <summary>What goes wrong, and when.</summary>
    public IReadOnlyList<PlannedFault> Faults { get; init; } = [];

    /// <summary>Settings over those of the preset <c>fastnet</c>, as JSON text of a configuration file; null for none.</summary>
    public string? Settings { get; init; }

    /// <summary>Gives what measures the node of a name, with each of its starts; null for nothing.</summary>
    public Func<string, NodeMeters>? Meters { get; init; }

    /// <summary>Where log lines go, each with its node and virtual time; null for nowhere.</summary>
    public TextWriter? Log { get; init; }
}
