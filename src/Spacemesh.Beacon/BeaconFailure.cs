namespace Spacemesh.Beacons;

/// <summary>Why an epoch gets no beacon from the protocol.</summary>
public enum BeaconFailure
{
    /// <summary>Epochs up to the effective genesis carry no content.</summary>
    Genesis,

    NotSynced,

    /// <summary>The run of the epoch before has not ended.</summary>
    StillRunning,

    /// <summary>No honest smesher counts in the epoch.</summary>
    NoWeight,

    /// <summary>The next epoch began before the run was over.</summary>
    Overtaken,

    /// <summary>Nobody's weak coin arrived in a round.</summary>
    NoCoin,

    /// <summary>No proposal was agreed on.</summary>
    NoSupport,
}
