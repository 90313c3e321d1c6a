using Spacemesh.Primitives;

namespace Spacemesh.Activation;

/// <summary>The consensus values that ATX rules depend on (spec 04 §1.3).</summary>
public sealed record AtxRulesOptions
{
    /// <summary>Leaves of PoET work that make a tick, at least 1.</summary>
    public required ulong TickSize
    {
        get;
        init => field = value > 0 ? value : throw new InvalidOptionException("tick-size", "0 leaves make no tick: set the network's value, at least 1");
    }

    /// <summary>Fewest units that a V1 ATX may declare.</summary>
    public required uint MinNumUnits { get; init; }

    /// <summary>Most units that a V1 ATX may declare.</summary>
    public required uint MaxNumUnits { get; init; }

    /// <summary>Labels of a unit.</summary>
    public required ulong LabelsPerUnit
    {
        get;
        init => field = value > 0 ? value : throw new InvalidOptionException("post-labels-per-unit", "a unit has at least one label");
    }
}
