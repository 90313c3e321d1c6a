using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>What the handlers must know of the run in progress.</summary>
internal sealed class BeaconRun
{
    /// <summary>The epoch whose protocol runs.</summary>
    public EpochId? Epoch { get; set; }

    /// <summary>The round in progress.</summary>
    public uint Round { get; set; }

    /// <summary>Votes of the next round count when they come after it.</summary>
    public DateTimeOffset EarliestNextVote { get; set; }
}
