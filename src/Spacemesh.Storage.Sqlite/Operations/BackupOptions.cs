namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>How a backup is written.</summary>
public sealed record BackupOptions
{
    /// <summary>Leaves out free pages and orders the rest: smaller, but slower.</summary>
    public bool Compact { get; init; }

    /// <summary>Replaces an existing file.</summary>
    public bool Overwrite { get; init; }
}
