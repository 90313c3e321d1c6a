namespace Spacemesh.Net.Fetching;

/// <summary>What became of an object in a <see cref="BatchPlan"/>.</summary>
internal enum PlanOutcome
{
    /// <summary>A peer is asked for it.</summary>
    Planned,

    /// <summary>Its turn comes when a request has ended.</summary>
    Full,

    /// <summary>All connected peers were asked for it.</summary>
    NobodyLeft,
}
