namespace Spacemesh.Simulation.Network;

/// <summary>What happened to a message.</summary>
public enum NetworkEventKind
{
    Published,
    /// <summary>Its own node refused it: not sent.</summary>
    Refused,
    Lost,
    Mutated,
    /// <summary>It arrived where it was known.</summary>
    Duplicate,
    /// <summary>The topic's queue was full, or the topic has no handler.</summary>
    Dropped,
    Accepted,
    Ignored,
    Rejected,
    /// <summary>The handler threw: a bug, which counts as ignored.</summary>
    Failed,
    Requested,
    Answered,
    /// <summary>The request got no data.</summary>
    Unanswered,
}
