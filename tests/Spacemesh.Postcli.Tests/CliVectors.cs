using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Postcli.Tests;

/// <summary>
/// Command lines of postcli, initializer and profiler. A case without a fresh directory goes on with that of the case before, after the edit its
/// name tells. Lines of the reference's native library are compared by their text; what follows them and its error texts are its own.
/// </summary>
[VectorFile("02-cli")]
public sealed class CliVectors : VectorSuite, IDisposable
{
    private const string NativeFields = "\t{NATIVE FIELDS}";

    private readonly string _root = Directory.CreateTempSubdirectory("postcli-").FullName;
    private int _directories;
    private string _directory = "";
    private bool _hasOwnIdentity;

    public override void Check(VectorCase vector)
    {
        string tool = vector.In.Text("tool");
        if (tool is not ("postcli" or "initializer" or "profiler"))
            return;
        if (!vector.In.Has("fresh_directory") || vector.In.Flag("fresh_directory"))
            (_directory, _hasOwnIdentity) = (Path.Combine(_root, $"d{_directories++}"), false);
        Edit(vector);
        string[] arguments = [.. vector.In.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!.Replace("DATADIR", _directory, StringComparison.Ordinal))];
        if (tool == "profiler")
        {
            CheckProfiler(vector, CliRun.Profiler(arguments));
            return;
        }

        // The proof itself takes the k2pow of mainnet several times over; what comes before it is compared.
        bool proves = arguments.Contains("-genproof");
        arguments = [.. arguments.Where(argument => argument != "-genproof")];
        string home = HomeOf(vector);
        var run = (tool == "postcli" ? CliRun.PostCli(arguments, vector.In.Has("stdin") ? vector.In.Text("stdin") : "", home) : CliRun.Initializer(arguments))
            .Normalized(_directory, home);
        _hasOwnIdentity |= vector.Name.Contains("identity generated", StringComparison.Ordinal);
        VectorCase.Equal(vector.Out.I32("exit_code"), run.ExitCode, $"exit code ({run.Error})");
        if (proves)
        {
            VectorCase.True(vector.Out.Text("stderr").StartsWith(run.Error, StringComparison.Ordinal), $"stderr begins with {run.Error}");
            VectorCase.True(vector.Out.Text("stdout").StartsWith(run.Output, StringComparison.Ordinal), $"stdout begins with {run.Output}");
            return;
        }

        CheckError(vector, run.Error);
        CheckOutput(vector, run.Output);
        if (vector.Out.TryGetProperty("directory", out var directory) && directory.ValueKind == JsonValueKind.Array)
            CheckDirectory(directory);
        else if (directory.ValueKind == JsonValueKind.Null)
            VectorCase.True(!Directory.Exists(_directory), "the directory exists, it should not");
    }

    private void CheckProfiler(VectorCase vector, CliRun run)
    {
        VectorCase.Equal(vector.Out.I32("exit_code"), run.ExitCode, $"exit code ({run.Error})");
        Matches(vector.Out.Text("stdout"), run.Output, "stdout");
        Matches(vector.Out.Text("stderr"), run.Error, "stderr");
        if (vector.Out.Has("file_size_afterwards"))
        {
            VectorCase.Equal(vector.Out.I64("file_size_afterwards"), new FileInfo(_directory).Length, "size of the data file");
            File.Delete(_directory);
        }
    }

    /// <summary>Compares a text whose measured parts the golden file replaced by words.</summary>
    private static void Matches(string expected, string actual, string what)
    {
        if (expected == actual)
            return;
        string pattern = Regex.Escape(expected)
            .Replace("NAMES\\ JOINED\\ BY\\ \"\\ \\|\\ \"", "[A-Z0-9_]+( \\| [A-Z0-9_]+)*", StringComparison.Ordinal)
            .Replace("NUMBER", "[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?", StringComparison.Ordinal)
            .Replace("DURATION", "[0-9.]+(ns|µs|ms|s)", StringComparison.Ordinal);
        VectorCase.True(Regex.IsMatch(actual, $"^{pattern}$"), $"{what}: expected {expected}, actual {actual}");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>The golden file tells the length of the home directory's name where it is printed.</summary>
    private static string HomeOf(VectorCase vector) =>
        Regex.Match(vector.Out.Text("stdout"), "len=([0-9]+)\\) \"HOME(/[^\"]*)\"") is { Success: true } match
            ? "/" + new string('h', int.Parse(match.Groups[1].Value) - match.Groups[2].Length - 1)
            : "/home/somebody";

    private void Edit(VectorCase vector)
    {
        string key = Path.Combine(_directory, "identity.key");
        switch (vector.Name)
        {
            case "verify: first label of file 1 overwritten":
                Overwrite("postdata_1.bin", file => file.Write(new byte[16]));
                break;
            case "verify: file 2 cut short":
                Overwrite("postdata_2.bin", file => file.SetLength(1000));
                break;
            case "verify: identity.key too short":
                File.WriteAllText(key, new string('0', 126));
                break;
            case "verify: identity.key of another identity":
                string other = Regex.Match(vector.Out.Text("stderr"), "identity.key \\(([0-9a-f]{64})\\)").Groups[1].Value;
                File.WriteAllText(key, new string('0', 64) + other);
                break;
            case "verify: identity.key not hex":
                File.WriteAllText(key, new string('z', 128));
                break;
            case "reset":
                File.Delete(key);
                break;
        }
    }

    private void Overwrite(string name, Action<FileStream> edit)
    {
        using var file = new FileStream(Path.Combine(_directory, name), FileMode.Open, FileAccess.ReadWrite);
        edit(file);
    }

    private void CheckError(VectorCase vector, string actual)
    {
        string expected = vector.Out.Text("stderr");
        if (expected.Contains("Usage of postcli:", StringComparison.Ordinal))
        {
            // Our own flags follow the reference's.
            VectorCase.True(actual.StartsWith(expected, StringComparison.Ordinal), $"stderr: expected to begin with {expected}, actual {actual}");
            return;
        }

        if (vector.Out.Text("stderr").Contains("INDEX mismatch", StringComparison.Ordinal))
        {
            string pattern = Regex.Escape(expected).Replace("INDEX", "[0-9]+", StringComparison.Ordinal).Replace("\\[16\\ decimal\\ bytes]", "\\[([0-9]+, ){15}[0-9]+\\]", StringComparison.Ordinal);
            VectorCase.True(Regex.IsMatch(actual, $"^{pattern}$"), $"stderr: expected {expected}, actual {actual}");
            return;
        }

        VectorCase.Equal(Loose(vector, expected), Loose(vector, actual), "stderr");
    }

    /// <summary>With many wrong labels any of them may be named, and a generated identity is another every time.</summary>
    private string Loose(VectorCase vector, string text)
    {
        if (vector.Name.Contains("wrong N", StringComparison.Ordinal))
            text = Regex.Replace(text, "at offset [0-9]+", "at offset ANY");
        return _hasOwnIdentity ? Regex.Replace(text, "Current value: [0-9a-f]{64}", "Current value: ID") : text;
    }

    private void CheckOutput(VectorCase vector, string actual)
    {
        string expected = vector.Out.Text("stdout");
        if (expected.Contains("SECONDS", StringComparison.Ordinal))
        {
            actual = Regex.Replace(actual, @"took [0-9.]+ seconds. Speed: [0-9]+ labels/sec \([0-9.]+ MB/sec\)", "took SECONDS seconds. Speed: LABELS labels/sec (MIB MB/sec)");
            VectorCase.Equal(expected, actual, "stdout");
            return;
        }

        bool verifies = vector.In.GetProperty("args").EnumerateArray().Any(argument => argument.GetString() == "-verify");
        VectorCase.Equal(Lines(vector, expected, verifies), Lines(vector, actual, verifies), "stdout");
    }

    private string Lines(VectorCase vector, string text, bool verifies)
    {
        var lines = text.Replace("\t{\"module\": \"post\"}", NativeFields, StringComparison.Ordinal).Split('\n')
            .Where(line => verifies ? line.StartsWith("TIME\t", StringComparison.Ordinal) : !line.EndsWith(NativeFields, StringComparison.Ordinal))
            .Where(line => !line.Contains("\"module\": \"scrypt_ocl\"", StringComparison.Ordinal))
            .Select(line => Regex.Replace(line, "Error verifying POS data: .*", "Error verifying POS data: WHY"));
        if (_hasOwnIdentity)
            lines = lines.Where(line => !line.Contains("nonce", StringComparison.Ordinal));
        return Loose(vector, string.Join('\n', lines));
    }

    private void CheckDirectory(JsonElement expected)
    {
        var found = new DirectoryInfo(_directory).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        var wanted = expected.EnumerateArray().OrderBy(file => file.Text("name"), StringComparer.Ordinal).ToList();
        VectorCase.Equal(string.Join(' ', wanted.Select(file => file.Text("name"))), string.Join(' ', found.Select(file => file.Name)), "files");
        foreach (var (want, have) in wanted.Zip(found))
        {
            bool varies = _hasOwnIdentity && have.Name != "identity.key";
            if (want.Has("mode") && !OperatingSystem.IsWindows())
                VectorCase.Equal(Convert.ToInt32(want.Text("mode"), 8), (int)have.UnixFileMode, $"mode of {have.Name}");
            if (!varies || have.Extension == ".bin")
                VectorCase.Equal(want.I64("size"), have.Length, $"size of {have.Name}");
            if (varies)
                continue;
            if (want.Has("sha256"))
                VectorCase.Equal(want.Hex("sha256"), SHA256.HashData(File.ReadAllBytes(have.FullName)), have.Name);
            if (want.Has("text"))
                VectorCase.Equal(want.Text("text"), File.ReadAllText(have.FullName), have.Name);
        }
    }
}
