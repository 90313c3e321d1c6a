namespace Spacemesh.Mesh.Campaign.World;

/// <summary>What happens to the network in one layer.</summary>
public sealed record LayerPlan
{
    /// <summary>The side of each node; nodes of different sides do not hear each other. Null where there is one side.</summary>
    public int[]? Sides { get; init; }

    public HareOutcome Hare { get; init; } = HareOutcome.Everyone;

    /// <summary>Whether a side has a hare output without a majority of the weight: more than the rules of hare allow.</summary>
    public bool QuorumOnEverySide { get; init; }

    /// <summary>Share of honest ballots that come late.</summary>
    public double Late { get; init; } = 0.05;

    /// <summary>By how many layers they are late at most.</summary>
    public int LateBy { get; init; } = 2;

    /// <summary>Layers by which the adversaries hold their ballots back.</summary>
    public int Withheld { get; init; }

    /// <summary>Whether nodes without a hare output take over the certificates of others.</summary>
    public bool Certificates { get; init; } = true;

    /// <summary>Whether each side finds a beacon of its own, in the first layer of an epoch.</summary>
    public bool OwnBeacons { get; init; }
}
