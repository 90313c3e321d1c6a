using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Database files as an operator's command meets them: perhaps in use, damaged, of another version, or something else.</summary>
internal static class DatabaseFile
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);
    private static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    /// <summary>
    /// Opens a file together with its WAL for reading only. Neither pragmas nor migrations touch it, whatever its version; a node may run.
    /// </summary>
    public static Connection OpenReadOnly(string path)
    {
        if (!File.Exists(path))
            throw new OperationException(OperationErrorKind.Missing, $"{path} does not exist: name the right data folder with --data-folder.");
        Connection? connection = null;
        try
        {
            connection = Connection.Open(path, ConnectionMode.ReadOnly, BusyTimeout);
            connection.QueryInt64("SELECT count(*) FROM sqlite_master");
            return connection;
        }
        catch (StorageException exception)
        {
            connection?.Dispose();
            throw Explain(path, exception);
        }
    }

    public static DatabaseSchema SchemaOf(DatabaseKind kind) => kind == DatabaseKind.State ? StateSchema.For(default) : LocalSchema.Value;

    /// <summary>Tells the databases apart by a table that every version has.</summary>
    public static DatabaseKind KindOf(Connection connection) =>
        HasTable(connection, "layers") ? DatabaseKind.State
        : HasTable(connection, "nipost") ? DatabaseKind.Local
        : throw new OperationException(OperationErrorKind.Unsuitable, $"{connection.Path} is neither a state.sql nor a local.sql: it has the tables of neither.");

    public static bool HasTable(Connection connection, string name) => HasColumn(connection, name, "%");

    public static bool HasColumn(Connection connection, string table, string column)
    {
        using var statement = connection.Cached("SELECT 1 FROM pragma_table_info(?1) WHERE name LIKE ?2 LIMIT 1");
        statement.BindText(1, table).BindText(2, column);
        return statement.Step();
    }

    /// <summary>Version and schema text must be today's, as go-spacemesh asks of a file that it opens without migrating.</summary>
    public static void RequireCurrentSchema(Connection connection, DatabaseSchema schema)
    {
        RequireKnownVersion(connection, schema);
        long version = connection.QueryInt64("PRAGMA user_version");
        if (version != schema.Version)
        {
            throw new OperationException(
                OperationErrorKind.Unsuitable,
                $"{connection.Path} has version {version}, not {schema.Version}: start its node once with a current release, stop it, and try again.");
        }

        string difference = SchemaDump.Difference(SchemaDump.Of(schema), SchemaDump.Of(connection));
        if (difference.Length > 0)
            throw new OperationException(OperationErrorKind.Unsuitable, $"The schema of {connection.Path} is not a node's (- missing, + too much):\n{difference}");
    }

    /// <summary>The version must be one that a node opens or migrates.</summary>
    public static void RequireKnownVersion(Connection connection, DatabaseSchema schema)
    {
        long version = connection.QueryInt64("PRAGMA user_version");
        if (version > schema.Version)
            throw new OperationException(OperationErrorKind.Unsuitable, $"{connection.Path} has version {version}; this release knows {schema.Version}. Use a newer release.");
        if (version < schema.Oldest)
            throw new OperationException(OperationErrorKind.Unsuitable, $"{connection.Path} has version {version}, older than {schema.Oldest}. {schema.TooOldHelp}");
    }

    /// <summary>What SQLite finds wrong with pages, indexes and constraints; empty where all is well.</summary>
    public static IReadOnlyList<string> Integrity(Connection connection, bool quick)
    {
        var problems = new List<string>();
        try
        {
            using var rows = connection.Cached(quick ? "PRAGMA quick_check(20)" : "PRAGMA integrity_check(100)");
            while (rows.Step())
                problems.Add(rows.Text(0));
        }
        catch (StorageException exception) when (exception.Kind == StorageErrorKind.Corrupt)
        {
            problems.Add(exception.Message);
        }

        return problems is ["ok"] ? [] : problems;
    }

    public static void RequireIntegrity(Connection connection, bool quick)
    {
        if (Integrity(connection, quick) is [var first, ..])
            throw new OperationException(OperationErrorKind.Unsuitable, $"{connection.Path} is damaged: {first}. Take another backup or folder.");
    }

    /// <summary>Fails where any process has the file open, whatever lock file it uses.</summary>
    public static void RequireUnused(string path)
    {
        if (!File.Exists(path))
            return;
        try
        {
            CopyMigration.Exclusive(path).Dispose();
        }
        catch (StorageException exception) when (exception.Kind == StorageErrorKind.Locked)
        {
            throw new OperationException(OperationErrorKind.Locked, $"{path} is open in another process: stop the node (and every other program that reads it) and try again.", exception);
        }
        catch (StorageException exception) when (exception.Kind == StorageErrorKind.Corrupt)
        {
            // Damaged: nobody works with it, and it is about to be put aside.
        }
    }

    /// <summary>Takes the WAL into the file and leaves the file alone, without companions; false where the file is damaged.</summary>
    public static bool TryFold(string path)
    {
        try
        {
            using (var connection = CopyMigration.Exclusive(path))
            {
                connection.QueryInt64("PRAGMA wal_checkpoint(TRUNCATE)");
                connection.Execute("PRAGMA journal_mode=DELETE");
            }

            return !Companions.Any(suffix => File.Exists(path + suffix));
        }
        catch (StorageException exception) when (exception.Kind == StorageErrorKind.Corrupt)
        {
            return false;
        }
    }

    /// <summary>The file and whatever lies beside it, the file first: without it a WAL is never read.</summary>
    public static IEnumerable<string> WithCompanions(string path) => Companions.Prepend("").Select(suffix => path + suffix).Where(File.Exists);

    public static bool IsCompanion(string path) => Companions.Any(suffix => path.EndsWith(suffix, StringComparison.Ordinal));

    public static void Delete(string path)
    {
        foreach (string file in WithCompanions(path).ToList())
            File.Delete(file);
    }

    /// <summary>Writes a file's pages to the disk.</summary>
    public static void Sync(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    public static OperationException Explain(string path, StorageException exception) => exception.Kind switch
    {
        StorageErrorKind.Corrupt => new(
            OperationErrorKind.Unsuitable, $"{path} is damaged or not a database: {exception.Message}. Use `db restore` with a backup; a state.sql can also be dropped by `db clear-state`, to sync again.", exception),
        StorageErrorKind.Locked => new(OperationErrorKind.Locked, $"{path} is locked by another process: {exception.Message}. Stop it and try again.", exception),
        StorageErrorKind.CannotOpen or StorageErrorKind.ReadOnly => new(
            OperationErrorKind.Refused, $"{path} cannot be opened: {exception.Message}. Reading a database with a -wal file needs write access to its folder: run as the node's user, or copy all its files.", exception),
        StorageErrorKind.DiskFull => new(OperationErrorKind.Refused, $"No room is left for {path}: {exception.Message}", exception),
        _ => new(OperationErrorKind.Unsuitable, $"{path}: {exception.Message}", exception),
    };
}
