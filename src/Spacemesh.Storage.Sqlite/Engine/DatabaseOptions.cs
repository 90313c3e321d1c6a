namespace Spacemesh.Storage.Sqlite.Engine;

/// <summary>How a database file is opened (spec 10 §2.3, §2.9).</summary>
public sealed record DatabaseOptions
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Reader connections (<c>main.db-connections</c>), at least 1; they are opened as they are needed.</summary>
    public int Readers { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "main.db-connections must be at least 1"); } = 16;

    /// <summary>Opens for reading only; nothing is created or migrated.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Migrates older files forward; otherwise an older file is refused.</summary>
    public bool Migrate { get; init; } = true;

    /// <summary>Reports a schema drift as a warning instead of refusing the file (<c>main.db-allow-schema-drift</c>).</summary>
    public bool AllowSchemaDrift { get; init; }

    /// <summary>Files up to this version are migrated through a copy (<c>main.db-vacuum-state</c>); 0 never.</summary>
    public int CopyMigrateUpTo { get; init; }

    /// <summary>Migrations whose body is not run though their version is set (<c>main.db-skip-migrations</c>).</summary>
    public IReadOnlyList<int> SkippedMigrations { get; init; } = [];

    /// <summary>Waits for the disk at every commit; otherwise a power loss may undo the last commits (never corrupt the file).</summary>
    public bool FullSynchronous { get; init; }

    /// <summary>Hears waits and queries; null for nobody.</summary>
    public IDatabaseMeter? Meter { get; init; }

    /// <summary>How long a connection waits for a lock that another process holds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
