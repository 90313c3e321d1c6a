using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wallet.Files;

namespace Spacemesh.Smcli.Tests;

/// <summary>
/// Whole runs of smcli: exit status, output and files. The root's help lists commands that the reference does not have, so of it only
/// the first line is compared (the format says that help texts are informative).
/// </summary>
[VectorFile("07-smcli")]
public sealed partial class SmcliVectors : VectorSuite
{
    private const string RootHelp = "Usage:\n  smcli [command]\n";

    public override void Check(VectorCase vector)
    {
        var dialogue = vector.In.Has("dialogue") ? vector.In.GetProperty("dialogue").EnumerateArray().ToList() : [];
        using var terminal = new ScriptedTerminal(
            vector.In.Text("stdin") == "terminal", string.Concat(dialogue.Select(step => step.Text("send"))));
        if (vector.In.Has("files"))
        {
            foreach (var file in vector.In.GetProperty("files").EnumerateObject())
                terminal.Save(file.Name, Encoding.UTF8.GetBytes(file.Value.GetString()!));
        }

        string[] arguments = [.. vector.In.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)];
        var run = new SmcliApp(terminal).RunAsync(arguments, TestContext.Current.CancellationToken);
        VectorCase.True(run.IsCompleted, "nothing here waits");
        int exit = run.Result;

        var expected = vector.Out;
        VectorCase.Equal(expected.I32("exit"), exit, $"exit status\n{terminal.Errors}");
        string output = Replaced(terminal, terminal.Output.ToString());
        string wanted = expected.Text("stdout");
        if (wanted.Contains("SAVE THIS MNEMONIC", StringComparison.Ordinal))
        {
            output = GeneratedPhrase().Replace(output, "\n\n<mnemonic>\n\n");
            wanted = GeneratedPhrase().Replace(wanted, "\n\n<mnemonic>\n\n");
        }

        Compare(wanted, output, "stdout");
        Compare(expected.Text("stderr"), Replaced(terminal, terminal.Errors.ToString()), "stderr");
        foreach (var step in dialogue)
            VectorCase.True(terminal.Output.ToString().Contains(step.Text("after"), StringComparison.Ordinal) || exit != 0, $"the prompt {step.Text("after")} is missing");
        if (expected.Has("files"))
            CheckFiles(expected, terminal, vector);
    }

    private static void Compare(string expected, string actual, string what)
    {
        bool root = expected.Contains(RootHelp, StringComparison.Ordinal);
        VectorCase.Equal(root ? expected.Split('\n')[0] : expected, root ? actual.Split('\n')[0] : actual, what);
        if (root)
            VectorCase.True(actual.Contains(RootHelp, StringComparison.Ordinal), $"{what}: the usage is missing");
    }

    private static string Replaced(ScriptedTerminal terminal, string text) =>
        LogTime().Replace(WalletName().Replace(text.Replace(terminal.HomeDirectory, "$HOME", StringComparison.Ordinal), "wallet_<time>.json"), "<log time>");

    private static void CheckFiles(JsonElement expected, ScriptedTerminal terminal, VectorCase vector)
    {
        string directory = Path.Combine(terminal.HomeDirectory, ".spacemesh");
        var actual = Directory.GetFiles(directory).Order(StringComparer.Ordinal).ToList();
        var files = expected.GetProperty("files").EnumerateArray().ToList();
        VectorCase.Equal(files.Count, actual.Count, "files");
        for (int i = 0; i < files.Count; i++)
        {
            VectorCase.Equal(files[i].Text("name"), WalletName().Replace(Path.GetFileName(actual[i]), "wallet_<time>.json"), "file name");
            // What the test itself saved keeps the mode it was saved with.
            if (!files[i].Text("name").StartsWith("wallet_", StringComparison.Ordinal))
                continue;
            if (OperatingSystem.IsWindows())
                continue;
            VectorCase.Equal(files[i].Text("mode"), Convert.ToString((int)File.GetUnixFileMode(actual[i]), 8), "file mode");
            VectorCase.Equal(expected.Text("dir_mode"), Convert.ToString((int)File.GetUnixFileMode(directory), 8), "folder mode");
            CheckWallet(files[i].Text("content"), File.ReadAllText(actual[i]), vector);
        }
    }

    /// <summary>Salt and times differ, everything else must be the same.</summary>
    private static void CheckWallet(string golden, string own, VectorCase vector)
    {
        var dialogue = vector.In.GetProperty("dialogue").EnumerateArray().ToList();
        byte[] password = Encoding.UTF8.GetBytes(dialogue[^1].Text("send").TrimEnd('\r'));
        var (expected, actual) = (WalletFile.Parse(Encoding.UTF8.GetBytes(golden)), WalletFile.Parse(Encoding.UTF8.GetBytes(own)));
        VectorCase.True(own.EndsWith("}}}\n", StringComparison.Ordinal), "the file must end with a line end");
        VectorCase.Equal(expected.Meta.DisplayName, actual.Meta.DisplayName, "wallet name");
        VectorCase.Equal(expected.Iterations, actual.Iterations, "iterations");
        VectorCase.Equal(expected.Hash, actual.Hash, "hash");
        var (left, right) = (expected.Open(password), actual.Open(password));
        VectorCase.Equal(left.Accounts!.Count, right.Accounts!.Count, "accounts");
        if (dialogue[0].Text("send") == "\r")
            return;
        VectorCase.Equal(left.Mnemonic, right.Mnemonic, "mnemonic");
        for (int i = 0; i < left.Accounts.Count; i++)
            VectorCase.Equal(left.Accounts[i]! with { Created = "", Path = right.Accounts[i]!.Path }, right.Accounts[i]! with { Created = "" }, $"account {i}");
    }

    [GeneratedRegex(@"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d", RegexOptions.Multiline)]
    private static partial Regex LogTime();

    [GeneratedRegex(@"wallet_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.json")]
    private static partial Regex WalletName();

    [GeneratedRegex(@"\n\n([a-z]+ ){23}[a-z]+\n\n")]
    private static partial Regex GeneratedPhrase();
}
