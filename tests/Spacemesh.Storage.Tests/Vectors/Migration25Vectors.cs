using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>One stored proof each through state migration 25 (spec 10 §3.4).</summary>
[VectorFile("10-migration-25")]
internal sealed class Migration25Vectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        StateDatabases.OpenState(folder).Dispose();
        string path = folder.File("state.sql");
        using (var connection = Connection.Open(path, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1)))
            connection.Execute($"INSERT INTO identities VALUES (x'{vector.In.Text("pubkey")}', x'{vector.In.Text("proof")}', 1); PRAGMA user_version = 24;");
        var logger = new RecordingLogger();
        using var database = DatabaseOpener.Open(new DatabaseOptions { Path = path }, StateSchema.For(Ids.Mainnet), logger);
        string proof = database.Read(connection => connection.QueryText("SELECT lower(hex(proof)) FROM identities")) ?? "";
        VectorCase.Equal(vector.Out.Text("proof"), proof, "proof");
        VectorCase.Equal(vector.Out.Flag("changed"), proof != vector.In.Text("proof"), "changed");
        foreach (var entry in vector.Out.GetProperty("log").EnumerateArray())
        {
            string message = entry.Text("message");
            string line = logger.Messages.Select(logged => logged.Message).FirstOrDefault(logged => logged.StartsWith(message, StringComparison.Ordinal)) ?? "";
            VectorCase.True(line.Length > 0, $"not logged: {message}");
            if (entry.GetProperty("fields").Has("error"))
                VectorCase.True(line.Contains(entry.GetProperty("fields").Text("error"), StringComparison.Ordinal), line);
        }
    }
}
