using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>Fresh files, their schema text and the pragmas of our connections (spec 10 §2.2, §3.3).</summary>
[VectorFile("10-schema")]
internal sealed class SchemaVectors : VectorSuite
{
    private static readonly string[] ComparedPragmas =
    [
        "application_id", "auto_vacuum", "cache_size", "encoding", "foreign_keys", "locking_mode", "mmap_size", "page_size", "recursive_triggers",
        "secure_delete", "temp_store", "journal_size_limit", "legacy_alter_table", "read_uncommitted", "reverse_unordered_selects",
    ];

    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        if (vector.Out.Has("normal_sha256") || vector.Out.Has("dump"))
            CheckSchema(vector, folder);
        else if (vector.Out.Has("journal_mode"))
            CheckPragmas(vector, folder);
        else if (vector.Out.Has("compile_options"))
            VectorCase.True(Version.Parse(SqliteLibrary.Version) >= new Version(3, 35), $"SQLite {SqliteLibrary.Version} is too old");
        else
            CheckRefusal(vector, folder);
    }

    private static void CheckSchema(VectorCase vector, TestFolder folder)
    {
        var schema = vector.Name.Contains("local.sql", StringComparison.Ordinal) ? LocalSchema.Value : StateSchema.For(Ids.Mainnet);
        var options = new DatabaseOptions { Path = folder.File(schema.Name), Readers = 1 };
        if (vector.Name.Contains("zero-byte", StringComparison.Ordinal))
            File.WriteAllBytes(options.Path, []);
        using (var database = DatabaseOpener.Open(options, schema, NullLogger.Instance))
        {
            string dump = SchemaDump.Normalize(database.Read(SchemaDump.Of));
            VectorCase.Equal(vector.Out.Text("normal_sha256"), Hash(dump), $"normal form of the schema\n{dump}\n");
            VectorCase.Equal(vector.Out.I32("normal_length"), dump.Length, "length of the normal form");
            if (vector.Out.Has("sqlite_master"))
                CheckObjects(vector.Out.GetProperty("sqlite_master"), database);
        }

        if (vector.Out.TryGetProperty("files_after_truncate_checkpoint", out var files))
        {
            var header = File.ReadAllBytes(options.Path).AsSpan(0, 64);
            var expected = files.GetProperty(schema.Name);
            VectorCase.Equal(expected.Text("bytes_18_19"), Convert.ToHexStringLower(header[18..20]), "journal mode in the header");
            VectorCase.Equal(expected.Text("bytes_44_47"), Convert.ToHexStringLower(header[44..48]), "schema format");
            VectorCase.Equal(expected.Text("bytes_60_63"), Convert.ToHexStringLower(header[60..64]), "version in the header after closing");
            VectorCase.True(!File.Exists(options.Path + "-wal"), "the WAL is left after closing");
        }
    }

    private static void CheckObjects(JsonElement objects, SqliteDatabase database)
    {
        foreach (var entry in objects.EnumerateArray().Where(entry => entry.Has("sql")))
        {
            string name = entry.Text("name");
            string sql = database.Read(connection => connection.QueryText($"SELECT sql FROM sqlite_master WHERE name = '{name}'")) ?? "";
            VectorCase.Equal(entry.Text("normal_sha256"), Hash(SchemaDump.Normalize(sql.Replace("\r", "", StringComparison.Ordinal))), name);
        }
    }

    private static void CheckPragmas(VectorCase vector, TestFolder folder)
    {
        bool api = vector.Name.Contains("API", StringComparison.Ordinal) || vector.Name.Contains("read-only", StringComparison.Ordinal);
        if (!api && !vector.Name.Contains("pooled", StringComparison.Ordinal) && !vector.Name.Contains("state.sql", StringComparison.Ordinal))
            return;
        StateDatabases.OpenState(folder).Dispose();
        var options = new DatabaseOptions { Path = folder.File("state.sql"), ReadOnly = api };
        using var database = DatabaseOpener.Open(options, StateSchema.For(Ids.Mainnet), NullLogger.Instance);
        foreach (string pragma in ComparedPragmas.Append("journal_mode").Append("synchronous"))
        {
            if (vector.Out.TryGetProperty(pragma, out var expected))
                VectorCase.Equal(expected.ToString(), database.Read(connection => connection.QueryText($"PRAGMA {pragma}")) ?? "", pragma);
        }
    }

    private static void CheckRefusal(VectorCase vector, TestFolder folder)
    {
        using var first = StateDatabases.OpenState(folder);
        var schema = StateSchema.For(Ids.Mainnet);
        if (vector.Name.Contains("write on the read-only", StringComparison.Ordinal))
        {
            using var readOnly = DatabaseOpener.Open(new DatabaseOptions { Path = folder.File("state.sql"), ReadOnly = true }, schema, NullLogger.Instance);
            var refused = Record<StorageException>(() => readOnly.Write(connection => connection.Execute("INSERT INTO beacons (epoch, beacon) VALUES (1, x'00000000')")));
            VectorCase.Equal(StorageErrorKind.ReadOnly, refused.Kind, "writing through a read-only handle");
            return;
        }

        // Whoever is second fails: exclusive against normal, normal against exclusive.
        if (vector.Name.StartsWith("exclusive", StringComparison.Ordinal))
        {
            var locked = Record<StorageException>(() => CopyMigration.Exclusive(folder.File("state.sql")).Dispose());
            VectorCase.Equal(StorageErrorKind.Locked, locked.Kind, vector.Name);
            VectorCase.True(locked.Message.Contains("database is locked", StringComparison.Ordinal), locked.Message);
            return;
        }

        first.Dispose();
        using var exclusive = CopyMigration.Exclusive(folder.File("state.sql"));
        var options = new DatabaseOptions { Path = folder.File("state.sql"), BusyTimeout = TimeSpan.FromMilliseconds(1) };
        var second = Record<StorageException>(() =>
        {
            if (vector.Name.Contains("second exclusive", StringComparison.Ordinal))
                CopyMigration.Exclusive(options.Path).Dispose();
            else
                DatabaseOpener.Open(options, schema, NullLogger.Instance).Dispose();
        });
        VectorCase.Equal(StorageErrorKind.Locked, second.Kind, vector.Name);
        VectorCase.True(second.Message.Contains("database is locked", StringComparison.Ordinal), second.Message);
    }

    private static T Record<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T exception)
        {
            return exception;
        }

        throw new VectorMismatchException($"no {typeof(T).Name}");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
