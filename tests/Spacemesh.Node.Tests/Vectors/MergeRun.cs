using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Crypto.Keys;
using Spacemesh.Smeshing.Tests.Vectors;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tools.MergeNodes;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>
/// A recorded run of merge-nodes. Its rows are among the golden data; which keys and databases lay there follows from what it printed. The
/// keys themselves were not recorded: others stand for them.
/// </summary>
internal sealed partial class MergeRun : IDisposable
{
    private static readonly string[] OwnFlags = ["--dry-run", "--src data", "--dst data"];

    private readonly string _folder = Directory.CreateTempSubdirectory("merge").FullName;
    private readonly VectorCase _vector;
    private readonly string[] _arguments;
    private readonly string _error;
    private readonly string[] _copied;

    private MergeRun(VectorCase vector)
    {
        _vector = vector;
        _arguments = [.. vector.In.GetProperty("arguments").EnumerateArray().Select(argument => Here(argument.GetString()!))];
        _error = Here(vector.Out.Text("standard_error"));
        _copied = [.. Copied().Matches(_error).Select(match => match.Groups["name"].Value)];
    }

    public static void Check(VectorCase vector)
    {
        using var run = new MergeRun(vector);
        run.Check();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Check()
    {
        string? from = ArgumentOf("--from", "-f");
        string? to = ArgumentOf("--to", "-t");
        string[] existing = [.. Existing().Matches(_error).Select(match => match.Groups["name"].Value)];
        string[] listed = _vector.Out.Has("files")
            ? [.. _vector.Out.GetProperty("files").EnumerateArray().Select(file => file.Text("path")).Where(path => path.EndsWith(".key", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)!)]
            : [];
        if (from is not null && to is not null)
        {
            Make(from, "source", [.. _copied.Union(existing)], 1);
            Make(to, "target", [.. listed.Except(_copied).Union(existing)], 101);
        }

        var before = KeysOf(from).Concat(KeysOf(to)).ToDictionary();
        using var output = new StringWriter();
        using var error = new StringWriter();
        int status = new MergeProgram(output, error, TimeProvider.System).Run(_arguments);
        var expected = _vector.Out;
        VectorCase.Equal(expected.I32("exit_status"), status, $"exit status ({error})");
        CheckTexts(output.ToString(), error.ToString());
        foreach (var (path, key) in before)
            VectorCase.Equal(key, File.ReadAllText(path), $"{path} after the run");
        foreach (string name in _copied)
            VectorCase.Equal(before[Path.Combine(from!, "identities", name)], File.ReadAllText(Path.Combine(to!, "identities", name)), name);
        VectorCase.Equal(before.Count + _copied.Length, KeysOf(from).Count() + KeysOf(to).Count(), "number of keys");
        CheckFiles(to);
        if (expected.Has("target_rows_after"))
            CheckRows(to!, expected.GetProperty("target_rows_after"), "target");
        if (expected.Has("source_rows_before") && expected.Flag("source_rows_after_equal"))
            CheckRows(from!, expected.GetProperty("source_rows_before"), "source");
    }

    /// <summary>The log is compared without times and places in the program, the help without the sentences and the flags of our own.</summary>
    private void CheckTexts(string output, string error)
    {
        VectorCase.Equal(string.Join('\n', Entries(_error, fieldsFrom: 3)), string.Join('\n', Entries(error, fieldsFrom: 2)), "log");
        VectorCase.Equal(WithoutEntries(_error), WithoutEntries(error), "standard error");
        string recorded = _vector.Out.Text("standard_output");
        VectorCase.Equal(Usage(recorded), Usage(output), "output");
        VectorCase.Equal(recorded.Length == 0, output.Length == 0, $"printed: {output}");
    }

    private void CheckFiles(string? to)
    {
        if (!_vector.Out.Has("files") || OperatingSystem.IsWindows())
            return;
        // Ours closes its databases, so that nothing lies beside them.
        foreach (var file in _vector.Out.GetProperty("files").EnumerateArray().Where(file => file.Text("path") is not ("local.sql-shm" or "local.sql-wal")))
        {
            string path = Path.Combine(to!, file.Text("path"));
            VectorCase.Equal(file.Text("mode"), "0o" + Convert.ToString((int)File.GetUnixFileMode(path), 8), $"mode of {path}");
            if (path.EndsWith(".key", StringComparison.Ordinal))
                VectorCase.Equal(file.I64("size"), new FileInfo(path).Length, $"size of {path}");
        }

        string[] expected = [.. _vector.Out.GetProperty("files").EnumerateArray().Select(file => file.Text("path")).Where(path => !path.Contains("local.sql-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        string[] actual = [.. Directory.EnumerateFileSystemEntries(to!, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(to!, path)).Where(path => !LeftByOurs(path)).Order(StringComparer.Ordinal)];
        VectorCase.Equal(string.Join('\n', expected), string.Join('\n', actual), "files");
    }

    // The lock that keeps a node from starting meanwhile stays as an empty file.
    private static bool LeftByOurs(string path) => path == "LOCK";

    private static void CheckRows(string folder, JsonElement tables, string what)
    {
        using var connection = Connection.Open(Path.Combine(folder, "local.sql"), ConnectionMode.ReadWrite, TimeSpan.FromSeconds(5));
        foreach (string table in tables.EnumerateObject().Select(table => table.Name).Where(name => name != "user_version").Union(["post", "challenge", "poet_registration", "nipost"]))
            VectorCase.Equal(LocalRows.Recorded(tables, table), LocalRows.Stored(connection, table), $"{table} of the {what}");
        VectorCase.Equal(tables.I64("user_version"), connection.QueryInt64("PRAGMA user_version"), $"version of the {what}");
    }

    private void Make(string folder, string side, string[] keys, byte seed)
    {
        string database = Path.Combine(folder, "local.sql");
        if (_error.Contains(side == "source" ? $"stat source database {database}" : "target database does not exist, creating it", StringComparison.Ordinal))
            return;
        string identities = Path.Combine(folder, "identities");
        Directory.CreateDirectory(folder);
        CreatePrivate(identities);
        foreach (string key in _error.Contains($"{side} appears to be a supervised node", StringComparison.Ordinal) ? [.. keys, "local.key"] : keys)
        {
            byte[] bytes = new byte[32];
            bytes.AsSpan().Fill(seed++);
            KeyFile.Create(Path.Combine(identities, key), bytes);
        }

        if (BadKey().Match(_error) is { Success: true } bad && side == "source")
            File.WriteAllText(Path.Combine(identities, bad.Groups["name"].Value), BadKeyOf(bad.Groups["fault"].Value));
        DatabaseOpener.Open(new DatabaseOptions { Path = database }, LocalSchema.Value, NullLogger.Instance).Dispose();
        using var connection = Connection.Open(database, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(5));
        if (_vector.Out.Has($"{side}_rows_before"))
        {
            foreach (var table in _vector.Out.GetProperty($"{side}_rows_before").EnumerateObject().Where(table => table.Name != "user_version"))
                LocalRows.Insert(connection, table.Name, table.Value);
        }

        if (Version().Match(_error) is { Success: true } version && version.Groups["path"].Value == database)
            connection.Execute($"PRAGMA user_version = {version.Groups["found"].Value}");
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A key file with the fault that the message names.</summary>
    private static string BadKeyOf(string fault)
    {
        string good = new('0', 2 * 64);
        if (KeySize().Match(fault) is { Success: true } size)
            return new string('0', 2 * int.Parse(size.Groups["size"].Value, CultureInfo.InvariantCulture));
        if (InvalidByte().Match(fault) is { Success: true } found)
            return good[..^1] + (char)int.Parse(found.Groups["code"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        throw new VectorMismatchException($"no such key file: {fault}");
    }

    private static IEnumerable<KeyValuePair<string, string>> KeysOf(string? folder)
    {
        string path = Path.Combine(folder ?? "", "identities");
        return folder is null || !Directory.Exists(path) ? [] : Directory.EnumerateFiles(path, "*.key").Select(file => KeyValuePair.Create(file, File.ReadAllText(file)));
    }

    private string Here(string recorded) => recorded.Replace("DIR", _folder, StringComparison.Ordinal);

    private string? ArgumentOf(string name, string letter)
    {
        for (int i = 0; i < _arguments.Length; i++)
        {
            if (_arguments[i].StartsWith(name + "=", StringComparison.Ordinal))
                return _arguments[i][(name.Length + 1)..];
            if ((_arguments[i] == name || _arguments[i] == letter) && i + 1 < _arguments.Length)
                return _arguments[i + 1];
        }

        return null;
    }

    private static IEnumerable<string> Entries(string text, int fieldsFrom) => text.Split('\n').Select(line => line.Split('\t')).Where(parts => parts.Length > fieldsFrom)
        .Select(parts => $"{parts[1].ToLowerInvariant()}: {string.Join(' ', parts[fieldsFrom..])}");

    private static string WithoutEntries(string text) => Usage(string.Join('\n', text.Split('\n').Where(line => line.Split('\t').Length < 3)), keepBefore: true);

    private static string Usage(string text, bool keepBefore = false) => string.Join(
        '\n', (keepBefore ? text : text[Math.Max(0, text.IndexOf("Usage:", StringComparison.Ordinal))..]).Split('\n').Where(line => !OwnFlags.Any(flag => line.Contains(flag, StringComparison.Ordinal))));

    [GeneratedRegex(@"copied identity\t\{""name"": ""(?<name>[^""]+)""\}")]
    private static partial Regex Copied();

    [GeneratedRegex(@"identity file (?<name>.+) already exists: file already exists")]
    private static partial Regex Existing();

    [GeneratedRegex(@"not a valid key file (?<name>[^:\n]+): (?<fault>[^\n]+)")]
    private static partial Regex BadKey();

    [GeneratedRegex(@"invalid key size (?<size>[0-9]+)/")]
    private static partial Regex KeySize();

    [GeneratedRegex(@"invalid byte: U\+(?<code>[0-9A-F]{4})")]
    private static partial Regex InvalidByte();

    [GeneratedRegex(@"open source database (?<path>[^:\n]+): (check db version: database version is too new|old database version): (?<found>[0-9]+) [<>]", RegexOptions.ExplicitCapture)]
    private static partial Regex Version();
}
