using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>Opening a file after one change: drift, versions, refusals (spec 10 §3.2, §3.3).</summary>
[VectorFile("10-open")]
internal sealed class OpenVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        if (vector.In.Has("open"))
            CheckOpening(vector, folder);
        else if (vector.In.Has("uri"))
            CheckMissingFolder(vector, folder);
        else if (vector.Name.StartsWith("recovery", StringComparison.Ordinal))
            CheckRecovery(folder);
        else
            CheckClosed(vector, folder);
    }

    private static void CheckOpening(VectorCase vector, TestFolder folder)
    {
        var schema = vector.In.Text("file") == "local.sql" ? LocalSchema.Value : StateSchema.For(Ids.Mainnet);
        string path = folder.File(schema.Name);
        var logger = new RecordingLogger();
        DatabaseOpener.Open(new DatabaseOptions { Path = path }, schema, logger).Dispose();
        using (var connection = Connection.Open(path, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1)))
        {
            foreach (var sql in vector.In.GetProperty("sql").EnumerateArray())
                connection.Execute(sql.GetString()!);
        }

        string mode = vector.In.Text("open");
        var options = new DatabaseOptions { Path = path, ReadOnly = mode == "api", AllowSchemaDrift = mode == "allow-drift" };
        long version;
        StorageException? refusal = null;
        try
        {
            DatabaseOpener.Open(options, schema, logger).Dispose();
        }
        catch (StorageException exception)
        {
            refusal = exception;
        }

        using (var connection = Connection.Open(path, ConnectionMode.ReadOnly, TimeSpan.FromSeconds(1)))
            version = connection.QueryInt64("PRAGMA user_version");
        if (vector.Out.Has("ok"))
        {
            VectorCase.True(refusal is null, $"refused: {refusal?.Message}");
            VectorCase.Equal(vector.Out.I64("version"), version, "version");
        }
        else
        {
            VectorCase.True(refusal is not null, "opened");

            // State files of versions below 17 are refused by us before any step (spec 10 §3.2), where the reference fails in its first.
            if (refusal!.Kind == StorageErrorKind.OldSchema && version < schema.Oldest)
                return;
            CheckRefusal(vector, refusal.Message.Replace(path, schema.Name, StringComparison.Ordinal), refusal);
        }

        var expectedWarnings = vector.Out.TryGetProperty("warn", out var warn) ? warn.EnumerateArray().Select(text => text.GetString()!).ToList() : [];
        VectorCase.Equal(expectedWarnings.Count, logger.Warnings.Count, "warnings");
        for (int i = 0; i < expectedWarnings.Count; i++)
            VectorCase.True(logger.Warnings[i].StartsWith(expectedWarnings[i], StringComparison.Ordinal), logger.Warnings[i]);
    }

    private static void CheckRefusal(VectorCase vector, string message, StorageException refusal)
    {
        if (vector.Out.Has("error_first_line"))
        {
            string[] lines = message.Split('\n');
            VectorCase.Equal(vector.Out.Text("error_first_line"), lines[0], "first line");
            VectorCase.True(lines.Length > 1 == vector.Out.Flag("error_has_diff"), "difference");
            VectorCase.Equal(StorageErrorKind.SchemaDrift, refusal.Kind, "kind");
        }
        else if (vector.Out.Has("kind"))
        {
            VectorCase.True(message.StartsWith(vector.Out.Text("error"), StringComparison.Ordinal), message);
            VectorCase.Equal(vector.Out.Text("kind"), refusal.Kind.ToString(), "kind");
        }
    }

    private static void CheckMissingFolder(VectorCase vector, TestFolder folder)
    {
        var refusal = Assert.Throws<StorageException>(() => DatabaseOpener.Open(
            new DatabaseOptions { Path = folder.File("nodir/state.sql") }, StateSchema.For(Ids.Mainnet), new RecordingLogger()));
        VectorCase.Equal(StorageErrorKind.CannotOpen, refusal.Kind, "kind");
        string expected = vector.Out.Text("error");
        VectorCase.True(refusal.Message.Replace(folder.Root + "/", "", StringComparison.Ordinal).StartsWith(expected[..expected.IndexOf(": sqlite", StringComparison.Ordinal)], StringComparison.Ordinal), refusal.Message);
    }

    private static void CheckRecovery(TestFolder folder)
    {
        using var database = StateDatabases.OpenState(folder);
        VectorCase.Equal(InsertOutcome.Added, database.Recovery.Set(new LayerId(7)), "first");
        VectorCase.Equal(InsertOutcome.ObjectExists, database.Recovery.Set(new LayerId(8)), "second");
        VectorCase.Equal<LayerId?>(new LayerId(7), database.Recovery.RestoreLayer(), "kept");
    }

    private static void CheckClosed(VectorCase vector, TestFolder folder)
    {
        var database = StateDatabases.OpenState(folder);
        database.Dispose();
        foreach (var call in new Action[] { () => database.Layers.LastApplied(), () => database.Layers.SetProcessed(new LayerId(1)), () => database.Begin().Dispose() })
        {
            var refusal = Assert.Throws<StorageException>(call);
            VectorCase.Equal(vector.Out.Text("error"), refusal.Message, "error");
            VectorCase.Equal(StorageErrorKind.Closed, refusal.Kind, "kind");
        }
    }
}
