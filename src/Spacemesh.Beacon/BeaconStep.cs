using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>What began, or how the run ended.</summary>
public sealed record BeaconStep
{
    /// <summary>The epoch whose protocol runs; the beacon is that of the epoch after it.</summary>
    public required EpochId Epoch { get; init; }

    /// <summary>The phase that began; <see cref="BeaconPhase.Idle"/> at the end.</summary>
    public required BeaconPhase Phase { get; init; }

    /// <summary>The round that it belongs to.</summary>
    public uint Round { get; init; }

    /// <summary>When the phase is to be ended with <see cref="BeaconMachine.Advance"/>.</summary>
    public DateTimeOffset Due { get; init; }

    /// <summary>What to publish.</summary>
    public BeaconDuty? Duty { get; init; }

    /// <summary>What margins said at the end of a voting round, before the coin of the round.</summary>
    public VoteCount? Votes { get; init; }

    /// <summary>The coin of the round that ended.</summary>
    public bool? Coin { get; init; }

    /// <summary>The beacon that was agreed on.</summary>
    public Beacon? Beacon { get; init; }

    /// <summary>Why there is none.</summary>
    public BeaconFailure? Failure { get; init; }

    public bool IsEnd => Phase == BeaconPhase.Idle;
}
