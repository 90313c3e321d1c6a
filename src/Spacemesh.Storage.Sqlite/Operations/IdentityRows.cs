using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// What a stopped node's local.sql holds of one identity, from its initial proof to its registrations and certificates (spec 10 §5): it goes with
/// the key, or the identity would register and prove anew.
/// </summary>
public static class IdentityRows
{
    private static readonly (string Table, string Column)[] Tables =
        [("post", "id"), ("challenge", "id"), ("poet_registration", "id"), ("nipost", "id"), ("poet_certificates", "node_id")];

    /// <summary>How many there are; 0 where there is no database.</summary>
    /// <exception cref="OperationException">The file is no local.sql of today's version, or in use.</exception>
    public static long Count(string database, NodeId identity)
    {
        if (!File.Exists(database))
            return 0;
        DatabaseFile.RequireUnused(database);
        return Work(database, connection => CountIn(connection, identity));
    }

    /// <summary>Copies them all, or none, in place of what the target holds of this identity. A target that is missing is made where there is something to copy.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="OperationException">One of the files is no local.sql of today's version, or in use.</exception>
    public static long Copy(string source, string target, NodeId identity)
    {
        long count = Count(source, identity);
        if (count == 0)
            return 0;
        if (!File.Exists(target))
            Create(target);
        DatabaseFile.RequireUnused(target);
        return Work(target, connection =>
        {
            connection.Execute($"ATTACH DATABASE '{source.Replace("'", "''", StringComparison.Ordinal)}' AS source");
            connection.Execute("BEGIN IMMEDIATE");
            foreach (var (table, column) in Tables)
            {
                connection.Execute($"DELETE FROM main.{table} WHERE {column} = {Literal(identity)}");
                connection.Execute($"INSERT INTO main.{table} SELECT * FROM source.{table} WHERE {column} = {Literal(identity)}");
            }

            connection.Execute("COMMIT");
            return count;
        });
    }

    /// <summary>Deletes them all, or none.</summary>
    /// <exception cref="OperationException">The file is no local.sql of today's version, or in use.</exception>
    public static void Delete(string database, NodeId identity)
    {
        if (Count(database, identity) == 0)
            return;
        Work(database, connection =>
        {
            connection.Execute("BEGIN IMMEDIATE");
            foreach (var (table, column) in Tables)
                connection.Execute($"DELETE FROM {table} WHERE {column} = {Literal(identity)}");
            connection.Execute("COMMIT");
            return 0;
        });
    }

    private static long CountIn(Connection connection, NodeId identity) =>
        Tables.Sum(entry => connection.QueryInt64($"SELECT count(*) FROM {entry.Table} WHERE {entry.Column} = {Literal(identity)}"));

    private static string Literal(NodeId identity) => $"x'{identity.ToHex()}'";

    private static void Create(string path)
    {
        try
        {
            DatabaseOpener.Open(new DatabaseOptions { Path = path, FullSynchronous = true }, LocalSchema.Value, NullLogger.Instance).Dispose();
        }
        catch (StorageException exception)
        {
            throw DatabaseFile.Explain(path, exception);
        }
    }

    private static T Work<T>(string path, Func<Connection, T> work)
    {
        try
        {
            using var connection = Connection.Open(path, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(5));
            connection.Execute("PRAGMA synchronous=FULL");
            DatabaseFile.RequireCurrentSchema(connection, LocalSchema.Value);
            return work(connection);
        }
        catch (StorageException exception)
        {
            throw DatabaseFile.Explain(path, exception);
        }
    }
}
