using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// Frees a stopped node's identities from the PoETs of the old phase: deletes their registrations and the finished NiPoST, and nothing
/// while an ATX is still to be published (spec 10 §14).
/// </summary>
public static class PhaseSwitch
{
    private static readonly string[] OtherNames = ["state.sql", "node_state.sql"];

    /// <param name="folder">The data folder.</param>
    /// <param name="database">
    /// The database as guides name it: node_state.sql or state.sql mean the local.sql beside them. Null takes the folder's local.sql.
    /// </param>
    /// <param name="id">The identity to free; null frees all of the node.</param>
    /// <param name="nodeLockFile">The node's lock file.</param>
    public static PhaseSwitchResult Run(DataFolder folder, string? database, NodeId? id, string? nodeLockFile)
    {
        using var folderLock = DataFolderLock.Acquire(folder, nodeLockFile);
        string path = Locate(folder, database);
        DatabaseFile.RequireUnused(path);
        using (var reading = DatabaseFile.OpenReadOnly(path))
        {
            if (DatabaseFile.KindOf(reading) != DatabaseKind.Local || !DatabaseFile.HasTable(reading, "poet_registration") || !DatabaseFile.HasTable(reading, "challenge"))
                throw new OperationException(OperationErrorKind.Unsuitable, $"{path} has no PoET registrations: name the node's local.sql (node_state.sql before release 1.4).");
        }

        try
        {
            using var connection = Connection.Open(path, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1));
            connection.Execute("PRAGMA synchronous=FULL");
            connection.Execute("BEGIN IMMEDIATE");
            RequireNoChallenge(connection, path, id);
            int registrations = Delete(connection, "poet_registration", id);
            int niposts = Delete(connection, "nipost", id);
            connection.Execute("COMMIT");
            return new PhaseSwitchResult(path, registrations, niposts);
        }
        catch (StorageException exception)
        {
            throw DatabaseFile.Explain(path, exception);
        }
    }

    private static string Locate(DataFolder folder, string? database)
    {
        string path = database is null ? folder.Local : Path.GetFullPath(database, folder.Path);
        if (OtherNames.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase))
        {
            string local = Path.Combine(Path.GetDirectoryName(path)!, "local.sql");
            if (File.Exists(local))
                return local;
        }

        string old = Path.Combine(folder.Path, "node_state.sql");
        return database is null && !File.Exists(path) && File.Exists(old) ? old : path;
    }

    private static void RequireNoChallenge(Connection connection, string path, NodeId? id)
    {
        using var rows = connection.Cached("SELECT id, epoch FROM challenge WHERE ?1 IS NULL OR id = ?1 ORDER BY id LIMIT 1");
        rows.BindIdOrNull(1, id);
        if (!rows.Step())
            return;
        throw new OperationException(
            OperationErrorKind.Refused,
            $"Identity {rows.Id<NodeId>(0)} has a challenge for the ATX of epoch {rows.UInt32(1)} in {path}: it is not published yet, and switching now would lose it. "
            + "Start the node, wait until it logs \"ATX published\" at the end of the PoET round, stop it, and try again. Nothing was changed.");
    }

    private static int Delete(Connection connection, string table, NodeId? id)
    {
        using var statement = connection.Cached($"DELETE FROM {table} WHERE ?1 IS NULL OR id = ?1");
        return statement.BindIdOrNull(1, id).Run();
    }
}
