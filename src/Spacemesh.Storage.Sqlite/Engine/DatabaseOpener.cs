using System.Globalization;
using Microsoft.Extensions.Logging;
using Spacemesh.Storage.Sqlite.Schema;

namespace Spacemesh.Storage.Sqlite.Engine;

/// <summary>Opens, creates and migrates database files (spec 10 §2.3, §3).</summary>
public static partial class DatabaseOpener
{
    /// <summary>
    /// Up to 64 MiB: ids are random, so that every insert touches other pages of each index; with less, a long transaction writes and
    /// reads the same pages again and again.
    /// </summary>
    private const string WriterCache = "PRAGMA cache_size=-65536";

    /// <summary>
    /// Opens a file: finishes an interrupted copy migration, creates a missing file, migrates an older one, and compares its schema
    /// with ours. Throws <see cref="StorageException"/> with the file left as it was.
    /// </summary>
    public static SqliteDatabase Open(DatabaseOptions options, DatabaseSchema schema, ILogger logger)
    {
        if (!options.ReadOnly)
            CopyMigration.Recover(options.Path, schema.Version);
        try
        {
            return OpenFile(options, schema, logger);
        }
        catch (StorageException exception) when (exception.Kind == StorageErrorKind.Corrupt)
        {
            throw new StorageException(
                StorageErrorKind.Corrupt,
                $"{options.Path} is damaged: {exception.Message}. The file was not changed: keep a copy of it. {schema.RecoveryHelp}",
                exception);
        }
    }

    private static SqliteDatabase OpenFile(DatabaseOptions options, DatabaseSchema schema, ILogger logger)
    {
        bool fresh = !File.Exists(options.Path);
        if (fresh && options.ReadOnly)
            throw new StorageException(StorageErrorKind.CannotOpen, $"open db file:{options.Path}: the file does not exist");
        var connection = OpenConnection(options, options.ReadOnly ? ConnectionMode.ReadOnly : ConnectionMode.Create);
        try
        {
            if (fresh || IsEmpty(connection, options))
                Create(connection, schema);
            else
                connection = Migrate(connection, options, schema, logger);
            CheckDrift(connection, options, schema, logger);
            return new SqliteDatabase(connection, options);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens one connection with the pragmas of spec 10 §2.2.</summary>
    internal static Connection OpenConnection(DatabaseOptions options, ConnectionMode mode)
    {
        Connection connection;
        try
        {
            connection = Connection.Open(options.Path, mode, options.BusyTimeout);
        }
        catch (StorageException exception) when (mode == ConnectionMode.Create && exception.Kind == StorageErrorKind.CannotOpen)
        {
            throw new StorageException(StorageErrorKind.CannotOpen, $"create db file:{options.Path}: the folder is missing or does not allow writing", exception);
        }

        try
        {
            connection.Execute("PRAGMA journal_mode=WAL");
            connection.Execute(options.FullSynchronous ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            connection.Execute(mode == ConnectionMode.ReadOnly ? "PRAGMA cache_size=-2000" : WriterCache);
            connection.Execute("PRAGMA secure_delete=OFF");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A file without version and objects, e.g. of zero bytes.</summary>
    private static bool IsEmpty(Connection connection, DatabaseOptions options) =>
        !options.ReadOnly
        && connection.QueryInt64("PRAGMA user_version") == 0
        && connection.QueryInt64("SELECT count(*) FROM sqlite_master") == 0;

    private static void Create(Connection connection, DatabaseSchema schema)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            connection.Execute(schema.Script);
            connection.Execute("COMMIT");
        }
        catch
        {
            if (connection.InTransaction)
                connection.Execute("ROLLBACK");
            throw;
        }
    }

    private static Connection Migrate(Connection connection, DatabaseOptions options, DatabaseSchema schema, ILogger logger)
    {
        long version = connection.QueryInt64("PRAGMA user_version");
        if (version > schema.Version)
        {
            LogTooNew(logger, options.Path, version, schema.Version);
            throw new StorageException(StorageErrorKind.TooNew, $"check db version: database version is too new: {version} > {schema.Version}");
        }

        if (version == schema.Version)
            return connection;
        if (options.ReadOnly || !options.Migrate)
            throw new StorageException(StorageErrorKind.OldSchema, $"old database version: {version} < {schema.Version}");
        if (version < schema.Oldest)
            throw new StorageException(StorageErrorKind.OldSchema, $"{options.Path}: version {version} is older than {schema.Oldest}. {schema.TooOldHelp}");

        if (options.CopyMigrateUpTo != 0 && version <= options.CopyMigrateUpTo)
        {
            connection.Dispose();
            CopyMigration.Run(options, schema, logger);
            return OpenConnection(options, ConnectionMode.ReadWrite);
        }

        LogMigrating(logger, options.Path, version, schema.Version);
        RunMigrations(connection, options, schema, logger);
        return connection;
    }

    /// <summary>Runs the missing steps in place, each in its own transaction together with its version.</summary>
    internal static void RunMigrations(Connection connection, DatabaseOptions options, DatabaseSchema schema, ILogger logger)
    {
        long version = connection.QueryInt64("PRAGMA user_version");
        foreach (var migration in schema.Migrations.Where(migration => migration.Number > version))
        {
            connection.Execute("BEGIN IMMEDIATE");
            try
            {
                if (options.SkippedMigrations.Contains(migration.Number))
                    LogSkipped(logger, migration.Number, migration.Name);
                else
                    migration.Apply(connection, logger);
                connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {migration.Number}"));
                connection.Execute("COMMIT");
            }
            catch (Exception exception)
            {
                if (connection.InTransaction)
                    connection.Execute("ROLLBACK");
                var kind = exception is StorageException storage ? storage.Kind : StorageErrorKind.Other;
                throw new StorageException(kind, $"apply {migration.Name}: {exception.Message}", exception);
            }

            LogMigrated(logger, migration.Number, migration.Name);
        }
    }

    private static void CheckDrift(Connection connection, DatabaseOptions options, DatabaseSchema schema, ILogger logger)
    {
        string difference = SchemaDump.Difference(SchemaDump.Of(schema), SchemaDump.Of(connection));
        if (difference.Length == 0)
            return;
        if (!options.AllowSchemaDrift)
            throw new StorageException(StorageErrorKind.SchemaDrift, $"schema drift detected (uri file:{options.Path}):\n{difference}");
        LogDrift(logger, options.Path, difference);
    }

    [LoggerMessage(5000, LogLevel.Warning, "database version is newer than expected - downgrade is not supported: {Path} has {Version}, this release {Expected}")]
    private static partial void LogTooNew(ILogger logger, string path, long version, int expected);

    [LoggerMessage(5001, LogLevel.Information, "running migrations in-place: {Path} from version {Version} to {Target}")]
    private static partial void LogMigrating(ILogger logger, string path, long version, int target);

    [LoggerMessage(5002, LogLevel.Information, "migration {Number} skipped: {Name}")]
    private static partial void LogSkipped(ILogger logger, int number, string name);

    [LoggerMessage(5003, LogLevel.Information, "migration {Number} applied: {Name}")]
    private static partial void LogMigrated(ILogger logger, int number, string name);

    [LoggerMessage(5004, LogLevel.Warning, "database schema drift detected in {Path}: {Difference}")]
    private static partial void LogDrift(ILogger logger, string path, string difference);
}
