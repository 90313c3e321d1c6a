namespace Spacemesh.Libp2p.Gossip;

/// <summary>How behaviour on one topic scores. A weight of 0 switches a part off.</summary>
public sealed record TopicScoreOptions
{
    public double TopicWeight { get; init; } = 1;

    /// <summary>P1: time in the mesh.</summary>
    public double TimeInMeshWeight { get; init; }

    public TimeSpan TimeInMeshQuantum { get; init; } = TimeSpan.FromSeconds(1);

    public double TimeInMeshCap { get; init; }

    /// <summary>P2: messages that it delivered first.</summary>
    public double FirstMessageDeliveriesWeight { get; init; }

    public double FirstMessageDeliveriesDecay { get; init; }

    public double FirstMessageDeliveriesCap { get; init; }

    /// <summary>P3: fewer deliveries in the mesh than expected.</summary>
    public double MeshMessageDeliveriesWeight { get; init; }

    public double MeshMessageDeliveriesDecay { get; init; }

    public double MeshMessageDeliveriesCap { get; init; }

    public double MeshMessageDeliveriesThreshold { get; init; }

    /// <summary>A copy counts when it comes within so long after the first.</summary>
    public TimeSpan MeshMessageDeliveriesWindow { get; init; }

    /// <summary>How long a new mesh member is not measured.</summary>
    public TimeSpan MeshMessageDeliveriesActivation { get; init; }

    /// <summary>P3b: pruned while it delivered too little.</summary>
    public double MeshFailurePenaltyWeight { get; init; }

    public double MeshFailurePenaltyDecay { get; init; }

    /// <summary>P4: invalid messages.</summary>
    public double InvalidMessageDeliveriesWeight { get; init; }

    public double InvalidMessageDeliveriesDecay { get; init; }
}
