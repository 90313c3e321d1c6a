namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>What is wrong with a node.</summary>
public enum Fault
{
    None,
    /// <summary>It hears, but nothing leaves it.</summary>
    Silent,
    /// <summary>An adversary: says different things to different peers, at any time, true or not.</summary>
    Equivocating,
    /// <summary>What it sends takes rounds.</summary>
    Late,
    /// <summary>It is cut off with its like for a while.</summary>
    Partitioned,
    /// <summary>Its clock is rounds ahead or behind.</summary>
    Skewed,
}
