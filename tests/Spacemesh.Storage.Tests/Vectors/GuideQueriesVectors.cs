using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>Queries of the smesher guide and quicksync on a recorded database (spec 10 §11, §14).</summary>
[VectorFile("10-guide-queries")]
internal sealed class GuideQueriesVectors : VectorSuite, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Dictionary<string, Connection> _connections = new(StringComparer.Ordinal);

    public override void Check(VectorCase vector)
    {
        string file = vector.In.Text("file");
        if (!_connections.TryGetValue(file, out var connection))
        {
            string path = _folder.Unpack(vector.File, "10-network-n1.zip", file, file);
            _connections.Add(file, connection = Connection.Open(path, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1)));
        }

        string sql = vector.In.Text("sql");
        if (vector.Out.TryGetProperty("error", out var error))
        {
            var refusal = Assert.Throws<StorageException>(() => Dump.Rows(connection, sql));
            int place = error.GetString()!.IndexOf("no such ", StringComparison.Ordinal);
            string reason = error.GetString()![place..].Split(" - ")[0].Replace("\"", "", StringComparison.Ordinal);
            VectorCase.True(refusal.Message.Replace("\"", "", StringComparison.Ordinal).Contains(reason, StringComparison.Ordinal), refusal.Message);
            return;
        }

        var rows = Dump.Rows(connection, sql);
        if (!sql.StartsWith("EXPLAIN", StringComparison.Ordinal))
        {
            VectorCase.Equal(string.Join('\n', Dump.Rows(vector.Out.GetProperty("rows"))), string.Join('\n', rows), "rows");
            return;
        }

        // Node numbers of a plan are the library's own affair.
        VectorCase.Equal(
            string.Join('\n', vector.Out.GetProperty("rows").EnumerateArray().Select(row => "{" + row[3].Text("text") + "}")),
            string.Join('\n', rows.Select(row => row[row.IndexOf('{', StringComparison.Ordinal)..])),
            "plan");
    }

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
            connection.Dispose();
        _folder.Dispose();
    }
}
