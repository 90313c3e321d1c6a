namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>What the record knows of the past when it is opened.</summary>
public enum SigningRecordState
{
    /// <summary>Written by this machine a short time ago: everything that was signed is in it.</summary>
    Fresh,

    /// <summary>There was none.</summary>
    Absent,

    /// <summary>Its last entry is old: the keys may have been at work elsewhere since.</summary>
    Stale,

    /// <summary>Another machine wrote it.</summary>
    Foreign,

    /// <summary>Parts of it are unreadable.</summary>
    Damaged,
}
