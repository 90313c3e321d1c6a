namespace Spacemesh.Ports.Storage;

/// <summary>Why a database call failed (spec 10 §2.5).</summary>
public enum StorageErrorKind
{
    /// <summary>Anything SQLite reports that has no kind of its own.</summary>
    Other,

    /// <summary>A primary key or unique index already holds the row.</summary>
    ObjectExists,

    /// <summary>The row is refused by another constraint or a trigger.</summary>
    Constraint,

    /// <summary>A row that must be there is missing.</summary>
    NotFound,

    /// <summary>The database was closed.</summary>
    Closed,

    /// <summary>Somebody else holds the file.</summary>
    Locked,

    /// <summary>The file cannot be opened or created.</summary>
    CannotOpen,

    /// <summary>The folder or file does not allow writing.</summary>
    ReadOnly,

    /// <summary>No room is left on the file system.</summary>
    DiskFull,

    /// <summary>The disk did not do what it was asked for.</summary>
    DiskFailed,

    /// <summary>The file is damaged or not a database.</summary>
    Corrupt,

    /// <summary>The file was written by a newer release.</summary>
    TooNew,

    /// <summary>The file was written by an older release and may not be migrated here.</summary>
    OldSchema,

    /// <summary>The file's tables, indexes or triggers differ from the release's.</summary>
    SchemaDrift,

    /// <summary>The call was interrupted by its caller.</summary>
    Interrupted,
}
