namespace Spacemesh.Beacons;

/// <summary>What became of an epoch's beacon that was brought.</summary>
public enum BeaconTaking
{
    /// <summary>It is the epoch's beacon from now on, and is to be announced.</summary>
    Announced,

    /// <summary>It was the epoch's beacon before.</summary>
    Known,

    /// <summary>Another one is: this one is dropped.</summary>
    Different,

    /// <summary>All bytes are zero, which means no beacon everywhere.</summary>
    Zero,
}
