using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// The rows of local.sql that say how far syncing has come. They belong to one state.sql: kept beside another one they make the node
/// skip malfeasance sync and end ATX downloads early (spec 10 §11).
/// </summary>
internal static class SyncMarks
{
    /// <summary>Deletes them in one transaction and says how many ATX rows there were; 0 where there is no local.sql.</summary>
    public static long Clear(DataFolder folder)
    {
        if (!File.Exists(folder.Local))
            return 0;
        DatabaseFile.RequireUnused(folder.Local);
        try
        {
            using var connection = Connection.Open(folder.Local, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1));
            connection.Execute("PRAGMA synchronous=FULL");
            connection.Execute("BEGIN IMMEDIATE");
            long deleted = 0;
            foreach (string table in new[] { "atx_sync_state", "atx_sync_requests" }.Where(table => DatabaseFile.HasTable(connection, table)))
            {
                connection.Execute($"DELETE FROM {table}");
                deleted += connection.Changes;
            }

            if (DatabaseFile.HasTable(connection, "malfeasance_sync_state"))
                connection.Execute("UPDATE malfeasance_sync_state SET timestamp = 0");
            connection.Execute("COMMIT");
            return deleted;
        }
        catch (StorageException exception)
        {
            throw DatabaseFile.Explain(folder.Local, exception);
        }
    }
}
