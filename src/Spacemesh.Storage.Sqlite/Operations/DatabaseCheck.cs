using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Storage.Sqlite.Stores;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// Looks for what keeps a node from working on its data folder: damaged pages, a foreign schema, an unusable version, gaps in the
/// content. Reads only; the node may run meanwhile.
/// </summary>
public static class DatabaseCheck
{
    public static CheckReport Run(DataFolder folder, CheckOptions options, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var report = new CheckNotes();
        Leftovers(folder, report);
        foreach (var (path, kind) in new[] { (folder.State, DatabaseKind.State), (folder.Local, DatabaseKind.Local) })
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (File.Exists(path))
                CheckFile(path, kind, options, report, progress, cancellationToken);
            else
                report.Add(CheckSeverity.Note, path, "file", "does not exist", "The node creates it at its first start.");
        }

        return report.ToReport();
    }

    private static void Leftovers(DataFolder folder, CheckNotes report)
    {
        foreach (string path in new[] { folder.State, folder.Local })
        {
            bool copy = File.Exists(path + "_migrate");
            bool marker = File.Exists(path + "_migrate_done");
            if (copy && marker)
                report.Add(CheckSeverity.Warning, path, "migration", "a finished migration copy waits to replace it", "Start the node: it finishes the migration. What is checked here is the old file.");
            else if (copy)
                report.Add(CheckSeverity.Note, path, "migration", "an interrupted migration left an unfinished copy", "The node removes it and migrates again at its next start.");
            else if (marker)
                report.Add(CheckSeverity.Warning, path, "migration", "a stale migration marker is present", $"Stop the node and delete {path}_migrate_done.");
            if (!File.Exists(path) && File.Exists(path + "-wal"))
                report.Add(CheckSeverity.Error, path, "file", "is missing, but its -wal file is present", "A -wal file is of no use alone: restore a backup, or run `db clear-state`.");
        }
    }

    private static void CheckFile(string path, DatabaseKind kind, CheckOptions options, CheckNotes report, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        string restore = kind == DatabaseKind.State
            ? "Use `db restore` with a backup, or `db clear-state` and let the node sync again."
            : "Use `db restore` with a backup of local.sql. Without one, move the file aside: the node starts without its challenge, registrations and initial PoST.";
        try
        {
            using var connection = DatabaseFile.OpenReadOnly(path);
            using var interrupt = cancellationToken.Register(connection.Interrupt);
            progress?.Report(new OperationProgress($"{Path.GetFileName(path)}: integrity", 0, 0, "pages"));
            var damage = DatabaseFile.Integrity(connection, options.Quick);
            foreach (string problem in damage)
                report.Add(CheckSeverity.Error, path, "integrity", problem, restore);
            report.Done(path, "integrity", damage.Count == 0 ? "sound" : $"{damage.Count} problems");
            if (damage.Count > 0 || !CheckSchema(connection, path, DatabaseFile.SchemaOf(kind), report) || kind == DatabaseKind.Local)
                return;
            // One moment for all that follows: the node may go on writing.
            connection.Execute("BEGIN");
            try
            {
                StateGaps.Check(connection, path, report, progress);
                if (options is { RootLayers: > 0, Network: { } network })
                    CheckRoots(connection, path, options, network, report, progress, cancellationToken);
            }
            finally
            {
                connection.Execute("ROLLBACK");
            }
        }
        catch (OperationException exception)
        {
            report.Add(CheckSeverity.Error, path, "file", exception.Message, restore);
        }
        catch (StorageException exception) when (exception.Kind == StorageErrorKind.Interrupted)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (StorageException exception)
        {
            report.Add(CheckSeverity.Error, path, "content", exception.Message, restore);
        }
    }

    /// <summary>Whether the file has today's tables.</summary>
    private static bool CheckSchema(Connection connection, string path, DatabaseSchema schema, CheckNotes report)
    {
        long version = connection.QueryInt64("PRAGMA user_version");
        report.Done(path, "version", $"{version} (this release: {schema.Version})");
        if (version > schema.Version)
        {
            report.Add(CheckSeverity.Error, path, "version", $"version {version} is newer than {schema.Version}", "Use a newer release: a downgrade is not supported.");
            return false;
        }

        if (version < schema.Oldest)
        {
            report.Add(CheckSeverity.Error, path, "version", $"version {version} is older than {schema.Oldest}", schema.TooOldHelp);
            return false;
        }

        if (version < schema.Version)
        {
            report.Add(CheckSeverity.Note, path, "version", $"version {version} is older than {schema.Version}", "The node migrates it at its next start; check it again afterwards.");
            return false;
        }

        string difference = SchemaDump.Difference(SchemaDump.Of(schema), SchemaDump.Of(connection));
        report.Done(path, "schema", difference.Length == 0 ? "as released" : "differs");
        if (difference.Length == 0)
            return true;
        report.Add(
            CheckSeverity.Error,
            path,
            "schema",
            $"differs from the release (- missing, + too much):\n{difference}",
            "Undo the change with the sqlite3 program while the node is stopped, or restore a backup: no node starts on a changed schema.");
        return false;
    }

    private static void CheckRoots(
        Connection connection, string path, CheckOptions options, Primitives.NetworkParameters network, CheckNotes report, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        var roots = StateRoots.Verify(new SqliteStateStores(new SnapshotSource(connection)), connection, network, options.BlockGasLimit, options.RootLayers, progress, cancellationToken);
        report.Done(path, "roots", roots.Verified == 0 ? "no applied layers" : $"layers {roots.First} to {roots.Last} executed again");
        if (roots.Problem is { } problem)
            report.Add(CheckSeverity.Error, path, "roots", problem, "Run `db clear-state` and sync again, or restore a backup; first make sure that preset and layers per epoch are the network's.");
    }
}
