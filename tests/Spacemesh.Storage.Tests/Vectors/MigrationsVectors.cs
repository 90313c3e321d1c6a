using System.Text.Json;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>Files of older releases, migrated in place and through a copy (spec 10 §3.4–§3.6), and the repair of v1.7.5's nonces (§3.1).</summary>
[VectorFile("10-migrations")]
internal sealed class MigrationsVectors : VectorSuite
{
    private const string Archive = "10-migrations.zip";

    /// <summary>Tables whose rows have no defined order after a migration.</summary>
    private static readonly string[] Unordered = ["posts"];

    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        string file = vector.In.Text("file");
        bool local = file.EndsWith("local.sql", StringComparison.Ordinal);
        string path = folder.Unpack(vector.File, Archive, file, local ? "local.sql" : "state.sql");
        if (vector.Out.TryGetProperty("right_[id,nonce]", out var nonces))
        {
            CheckNonces(nonces, folder);
            return;
        }

        var options = new DatabaseOptions { Path = path, Readers = 1, CopyMigrateUpTo = vector.In.Has("mode") && vector.In.Text("mode") == "copy" ? 21 : 0 };
        var schema = local ? LocalSchema.Value : StateSchema.For(Ids.Mainnet);
        var logger = new RecordingLogger();
        if (vector.Out.Has("error") || vector.Out.Has("panic"))
        {
            CheckFailure(vector, options, schema, logger);
            return;
        }

        using var database = DatabaseOpener.Open(options, schema, logger);
        VectorCase.Equal(schema.Version, database.Version, "version");
        CheckHashes(vector.Out, "tables", database);
        CheckHashes(vector.Out, "tables_after", database);
        if (vector.Out.TryGetProperty("rows", out var rows))
        {
            foreach (var table in rows.EnumerateObject().Where(table => table.Value.ValueKind == JsonValueKind.Object))
                CheckRows(table, database);
        }

        foreach (string name in new[] { "state.sql_migrate", "state.sql_migrate_done", "state.sql_migrate-wal" })
            VectorCase.True(!File.Exists(folder.File(name)), $"{name} remains");
    }

    private static void CheckRows(JsonProperty table, SqliteDatabase database)
    {
        var expected = Dump.Rows(table.Value.GetProperty("rows"));
        var actual = database.Read(connection => Dump.Table(connection, table.Name));
        if (Unordered.Contains(table.Name, StringComparer.Ordinal))
        {
            expected.Sort(StringComparer.Ordinal);
            actual.Sort(StringComparer.Ordinal);
        }

        VectorCase.Equal(string.Join('\n', expected), string.Join('\n', actual), table.Name);
        VectorCase.Equal(
            string.Join(' ', table.Value.GetProperty("columns").EnumerateArray().Select(column => column.GetString())),
            string.Join(' ', database.Read(connection => Dump.Columns(connection, table.Name))),
            $"columns of {table.Name}");
    }

    private static void CheckHashes(JsonElement expected, string property, SqliteDatabase database)
    {
        if (!expected.TryGetProperty(property, out var tables))
            return;
        foreach (var table in tables.EnumerateObject())
        {
            var (rows, hash) = database.Read(connection => Dump.Hash(connection, table.Name));
            VectorCase.Equal(table.Value.I32("rows"), rows, $"rows of {table.Name}");
            VectorCase.Equal(table.Value.Text("sha256"), hash, table.Name);
        }
    }

    private static void CheckFailure(VectorCase vector, DatabaseOptions options, DatabaseSchema schema, RecordingLogger logger)
    {
        StorageException? failure = null;
        try
        {
            DatabaseOpener.Open(options, schema, logger).Dispose();
        }
        catch (StorageException exception)
        {
            failure = exception;
        }

        VectorCase.True(failure is not null, "opened");
        string message = failure!.Message.Replace(options.Path, "state.sql", StringComparison.Ordinal);
        if (vector.Out.Has("error"))
        {
            string expected = vector.Out.Text("error");
            int exec = expected.IndexOf(": exec", StringComparison.Ordinal);
            VectorCase.True(message.StartsWith(exec < 0 ? expected : expected[..exec], StringComparison.Ordinal), message);
        }
        else
        {
            VectorCase.True(message.Contains(vector.Out.Text("panic"), StringComparison.Ordinal), message);
        }

        using var connection = Connection.Open(options.Path, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1));
        VectorCase.Equal(vector.Out.I64("version_left"), connection.QueryInt64("PRAGMA user_version"), "version left");
        VectorCase.True(!File.Exists(options.Path + "_migrate"), "the copy remains");
        if (vector.In.TryGetProperty("tables_before", out var before) && vector.Out.I64("version_left") is 18 or 19)
        {
            foreach (var table in before.EnumerateObject())
                VectorCase.Equal(table.Value.Text("sha256"), Dump.Hash(connection, table.Name).Sha256, table.Name);
        }
    }

    private static void CheckNonces(JsonElement expected, TestFolder folder)
    {
        using var database = StateDatabases.OpenState(folder);
        foreach (var entry in expected.EnumerateArray())
            VectorCase.Equal<ulong?>(entry[1].GetUInt64(), database.Atxs.VrfNonceOf(Ids.FromHex<AtxId>(entry[0].GetString()!)), entry[0].GetString()!);
    }
}
