namespace Spacemesh.Services.Smeshing.Time;

/// <summary>When the network's PoETs run and how the builder uses them (spec 04 §1.3, section <c>poet</c>).</summary>
public sealed record PoetTimes
{
    /// <summary>φ: begin of a round within its epoch.</summary>
    public required TimeSpan PhaseShift
    {
        get;
        init => field = NotNegative(value, "poet.phase-shift");
    }

    /// <summary>g: time between two rounds, in which proof, ATX and next registration must be done.</summary>
    public required TimeSpan CycleGap
    {
        get;
        init => field = NotNegative(value, "poet.cycle-gap");
    }

    /// <summary>w: how long before a round its challenge is built.</summary>
    public TimeSpan GracePeriod
    {
        get;
        init => field = NotNegative(value, "poet.grace-period");
    }

    /// <summary>τ: how long the positioning ATX is searched; zero for no limit.</summary>
    public TimeSpan PositioningTimeout
    {
        get;
        init => field = NotNegative(value, "poet.positioning-atx-selection-timeout");
    }

    private static TimeSpan NotNegative(TimeSpan value, string key) =>
        value >= TimeSpan.Zero ? value : throw new InvalidOptionException(key, $"{value} is negative");
}
