using Microsoft.Extensions.Logging;
using Spacemesh.Storage.Sqlite.Schema;

namespace Spacemesh.Storage.Sqlite.Engine;

/// <summary>
/// Migrates through a copy that is compacted on the way, and finishes or discards a copy that an earlier run left behind
/// (spec 10 §3.6). For a database <c>D</c> the copy is <c>D_migrate</c>; <c>D_migrate_done</c> marks it as complete.
/// </summary>
public static partial class CopyMigration
{
    private const string CopySuffix = "_migrate";
    private const string MarkerSuffix = "_done";

    /// <summary>Brings an interrupted copy migration to an end: a complete copy replaces the database, an incomplete one is deleted.</summary>
    /// <param name="path">The database.</param>
    /// <param name="version">Version of a complete copy: a marker that an earlier run left behind does not make another copy complete.</param>
    public static void Recover(string path, int version)
    {
        string copy = path + CopySuffix;
        string marker = copy + MarkerSuffix;
        if (!File.Exists(copy))
        {
            // A marker alone is what a kill during the clean-up leaves; it would declare the next, unfinished copy complete.
            if (File.Exists(marker))
                File.Delete(marker);
            return;
        }

        if (!File.Exists(marker) || (File.Exists(path) && VersionOf(copy) < version))
        {
            DeleteCopy(copy);
            return;
        }

        using (var source = Exclusive(copy))
        {
            DeleteAll(path);
            VacuumInto(source, path);
        }

        DeleteCopy(copy);
    }

    /// <summary>Migrates a closed database through a copy. A failure before the copy is complete leaves the database untouched.</summary>
    internal static void Run(DatabaseOptions options, DatabaseSchema schema, ILogger logger)
    {
        string path = options.Path;
        string copy = path + CopySuffix;
        LogCopying(logger, path, copy);
        File.Delete(copy + MarkerSuffix);
        DeleteAll(copy);
        try
        {
            using (var original = Exclusive(path))
                VacuumInto(original, copy);
            MigrateCopy(copy, options, schema, logger);
            CreateMarker(copy + MarkerSuffix);
        }
        catch (StorageException exception)
        {
            DeleteAll(copy);
            throw new StorageException(exception.Kind, $"process temporary DB {copy}: {exception.Message}", exception);
        }
        catch
        {
            DeleteAll(copy);
            throw;
        }

        Recover(path, schema.Version);
        LogCopied(logger, path, schema.Version);
    }

    private static void MigrateCopy(string copy, DatabaseOptions options, DatabaseSchema schema, ILogger logger)
    {
        using var connection = Exclusive(copy);
        connection.Execute("PRAGMA journal_mode=OFF");
        connection.Execute("PRAGMA synchronous=OFF");
        DatabaseOpener.RunMigrations(connection, options, schema, logger);
        connection.Execute("PRAGMA journal_mode=WAL");
        connection.Execute("PRAGMA synchronous=FULL");
        string difference = SchemaDump.Difference(SchemaDump.Of(schema), SchemaDump.Of(connection));
        if (difference.Length > 0 && !options.AllowSchemaDrift)
            throw new StorageException(StorageErrorKind.SchemaDrift, $"schema drift detected (uri file:{copy}):\n{difference}");
        connection.QueryInt64("PRAGMA wal_checkpoint(FULL)");
    }

    /// <summary>Opens a file so that nobody else can; fails at once where somebody has it open.</summary>
    public static Connection Exclusive(string path)
    {
        var connection = Connection.Open(path, ConnectionMode.ReadWrite, TimeSpan.FromMilliseconds(1));
        try
        {
            connection.Execute("PRAGMA locking_mode=EXCLUSIVE");
            connection.Execute("BEGIN EXCLUSIVE");
            connection.Execute("COMMIT");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static long VersionOf(string path)
    {
        using var connection = Exclusive(path);
        return connection.QueryInt64("PRAGMA user_version");
    }

    private static void VacuumInto(Connection source, string target)
    {
        using var statement = source.Cached("VACUUM INTO ?1");
        statement.BindText(1, target).Run();
    }

    private static void CreateMarker(string path)
    {
        using var marker = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        marker.Flush(flushToDisk: true);
    }

    /// <summary>Deletes a complete copy: its marker first, so that a kill in between leaves nothing that looks complete.</summary>
    private static void DeleteCopy(string copy)
    {
        File.Delete(copy + MarkerSuffix);
        DeleteAll(copy);
    }

    private static void DeleteAll(string path)
    {
        foreach (string suffix in new[] { "", "-journal", "-wal", "-shm" })
            File.Delete(path + suffix);
    }

    [LoggerMessage(5010, LogLevel.Information, "migrating {Path} through the copy {Copy}; this needs about the database's size in free space")]
    private static partial void LogCopying(ILogger logger, string path, string copy);

    [LoggerMessage(5011, LogLevel.Information, "{Path} migrated to version {Version}")]
    private static partial void LogCopied(ILogger logger, string path, int version);
}
