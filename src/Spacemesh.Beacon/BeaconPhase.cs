namespace Spacemesh.Beacons;

/// <summary>Where the protocol stands in its epoch (spec 05 §7.7).</summary>
public enum BeaconPhase
{
    /// <summary>The protocol does not run.</summary>
    Idle,

    Proposal,

    /// <summary>Round 0.</summary>
    FirstVoting,

    /// <summary>A round from 1 on.</summary>
    Voting,

    /// <summary>Second half of such a round.</summary>
    WeakCoin,
}
