using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Network;

/// <summary>Settings of a <see cref="SimulatedNetwork"/>.</summary>
public sealed record SimulatedNetworkOptions
{
    /// <summary>Conditions of all links whose sender has none of its own.</summary>
    public LinkConditions Conditions { get; init; } = LinkConditions.Good;

    /// <summary>Earlier nodes that a joining one connects to; 0 connects it to all.</summary>
    public int Degree
    {
        get;
        init => field = value >= 0 ? value : throw new InvalidOptionException(nameof(Degree), $"{value} is negative");
    }

    /// <summary>Messages of a topic that wait at a node for their judgement; more are dropped.</summary>
    public int QueueLength
    {
        get;
        init => field = value >= 1 ? value : throw new InvalidOptionException(nameof(QueueLength), $"{value} is below 1");
    } = 4096;

    /// <summary>How long a node remembers a message and neither judges nor sends it again (spec 08 §4.2).</summary>
    public TimeSpan SeenFor { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a request waits for its answer (spec 08 §5).</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long two nodes are disconnected when one rejects what the other delivered (spec 08 §4.2); zero keeps them connected.
    /// </summary>
    public TimeSpan ReconnectAfter { get; init; } = TimeSpan.FromSeconds(10);
}
