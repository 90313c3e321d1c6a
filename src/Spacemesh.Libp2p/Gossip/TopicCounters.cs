namespace Spacemesh.Libp2p.Gossip;

/// <summary>Counters of one peer on one scored topic.</summary>
public sealed class TopicCounters
{
    public bool InMesh { get; internal set; }

    public TimeSpan MeshTime { get; internal set; }

    public double FirstMessageDeliveries { get; internal set; }

    public double MeshMessageDeliveries { get; internal set; }

    public double MeshFailurePenalty { get; internal set; }

    public double InvalidMessageDeliveries { get; internal set; }

    internal long GraftedAt { get; set; }

    internal bool DeliveriesActive { get; set; }
}
