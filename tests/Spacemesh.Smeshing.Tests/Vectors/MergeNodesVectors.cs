using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tools.MergeNodes;

namespace Spacemesh.Smeshing.Tests.Vectors;

/// <summary>Runs of merge-nodes. Our own flags follow those of the reference in the usage.</summary>
[VectorFile("04-merge-nodes")]
public sealed class MergeNodesVectors : VectorSuite
{
    private static readonly string[] OwnFlags = ["--dry-run", "--src data", "--dst data"];

    public override void Check(VectorCase vector)
    {
        using var root = new TemporaryFolder();
        string from = root["from"];
        string to = root["to"];
        Make(from, vector.In.GetProperty("from"));
        Make(to, vector.In.GetProperty("to"));
        string[] arguments = [.. vector.In.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!.Replace("<from>", from, StringComparison.Ordinal).Replace("<to>", to, StringComparison.Ordinal))];
        using var output = new StringWriter();
        using var error = new StringWriter();
        int status = new MergeProgram(output, error, TimeProvider.System).Run(arguments);

        string[] lines = Named(error.ToString(), from, to).Split('\n');
        string[] logged = [.. lines.Select(line => line.Split('\t')).Where(parts => parts.Length > 2).Select(parts => $"{parts[1].ToLowerInvariant()}: {string.Join(' ', parts[2..])}")];
        string[] rest = [.. lines.Where(line => !line.Contains('\t', StringComparison.Ordinal) && !OwnFlags.Any(flag => line.Contains(flag, StringComparison.Ordinal)))];
        if (rest is [.., "", ""] or [""])
            rest = rest[..^1];
        VectorCase.Equal(vector.Out.I32("exit"), status, $"exit status ({error})");
        VectorCase.Equal(string.Join('\n', vector.Out.GetProperty("log").EnumerateArray().Select(line => $"{line.Text("level")}: {line.Text("text")}")), string.Join('\n', logged), "log");
        VectorCase.Equal(string.Join('\n', vector.Out.GetProperty("stderr").EnumerateArray().Select(line => line.GetString())), string.Join('\n', rest), "stderr");
        VectorCase.Equal(string.Join('\n', vector.Out.GetProperty("stdout").EnumerateArray().Select(line => line.GetString())), output.ToString(), "stdout");
        CheckFolder(from, vector.Out.GetProperty("from"), vector.In.GetProperty("from"), "from");
        CheckFolder(to, vector.Out.GetProperty("to"), vector.In.GetProperty("to"), "to");
    }

    internal static void Make(string folder, JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.Null)
            return;
        Directory.CreateDirectory(folder);
        foreach (var file in content.GetProperty("files").EnumerateObject())
        {
            string path = Path.Combine(folder, file.Name);
            if (file.Name.EndsWith('/'))
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, file.Value.Hex("content"));
            }

            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(file.Value.Text("mode")[2..], 8));
        }

        if (!content.Has("user_version"))
            return;
        string database = Path.Combine(folder, "local.sql");
        DatabaseOpener.Open(new DatabaseOptions { Path = database }, LocalSchema.Value, NullLogger.Instance).Dispose();
        using var connection = Connection.Open(database, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(5));
        foreach (var table in content.GetProperty("rows").EnumerateObject())
            LocalRows.Insert(connection, table.Name, table.Value);
        connection.Execute($"PRAGMA user_version = {content.I32("user_version")}");
    }

    private static string Named(string text, string from, string to) => text.Replace(from, "<from>", StringComparison.Ordinal).Replace(to, "<to>", StringComparison.Ordinal);

    private static void CheckFolder(string folder, JsonElement expected, JsonElement before, string what)
    {
        var content = expected.ValueKind == JsonValueKind.String ? before : expected;
        if (content.ValueKind == JsonValueKind.Null)
        {
            VectorCase.True(!Directory.Exists(folder), $"{what} exists");
            return;
        }

        var files = Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(folder, path) + (Directory.Exists(path) ? "/" : ""), Path: path))
            .Where(entry => !Regex.IsMatch(entry.Name, "^local\\.sql"))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => $"{entry.Name} 0o{Convert.ToString((int)File.GetUnixFileMode(entry.Path), 8)} {(Directory.Exists(entry.Path) ? "" : Convert.ToHexStringLower(File.ReadAllBytes(entry.Path)))}");
        VectorCase.Equal(
            string.Join('\n', content.GetProperty("files").EnumerateObject().OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => $"{file.Name} {file.Value.Text("mode")} {(file.Value.Has("content") ? file.Value.Text("content") : "")}")),
            string.Join('\n', files),
            $"files of {what}");
        if (!content.Has("user_version"))
            return;
        using var connection = Connection.Open(Path.Combine(folder, "local.sql"), ConnectionMode.ReadWrite, TimeSpan.FromSeconds(5));
        VectorCase.Equal(content.U64("user_version"), (ulong)connection.QueryInt64("PRAGMA user_version"), $"version of {what}");
        foreach (string table in new[] { "post", "challenge", "poet_registration", "nipost", "poet_certificates" })
            VectorCase.Equal(LocalRows.Recorded(content.GetProperty("rows"), table), LocalRows.Stored(connection, table), $"{table} of {what}");
    }
}
