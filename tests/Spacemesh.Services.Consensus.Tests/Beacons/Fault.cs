namespace Spacemesh.Services.Consensus.Tests.Beacons;

/// <summary>What is wrong with a node.</summary>
[Flags]
public enum Fault
{
    None = 0,

    /// <summary>Says nothing at all, though its ATX counts.</summary>
    Silent = 1,

    /// <summary>Signs a second, opposite vote for half of its peers.</summary>
    Equivocating = 2,

    /// <summary>All that it sends comes when a phase ends: in time for some, too late for others.</summary>
    Late = 4,

    /// <summary>Cut off with the others of its kind, and back in the middle of a run.</summary>
    Partitioned = 8,

    /// <summary>Its clock is up to more than a round off.</summary>
    Skewed = 16,
}
