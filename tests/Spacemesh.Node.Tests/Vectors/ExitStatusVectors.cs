using System.Text.RegularExpressions;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tools.Node.Running;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>
/// Starts that fail and stops that do not: exit status, the error's text (ours may go on and say what to do), the usage after it, the
/// errors in the log. What made the reference panic (status 2) is an error with a message and status 1 here.
/// </summary>
[VectorFile("09b-exit-status")]
public sealed partial class ExitStatusVectors : VectorSuite
{
    private const int Panicked = 2;

    /// <summary>After which a node that neither starts nor ends is stopped.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Log entries of the reference's own life: its slow clean-up, its servers, what it says in other words.</summary>
    private static readonly string[] OtherEntries =
        ["app failed to clean up in time", "duplicate key", "Identities contain key", "Ensure you do not have", "supervised smeshing cannot", "if you run a supervised node"];

    public override void Check(VectorCase vector)
    {
        var (input, expected) = (vector.In, vector.Out);
        int status = expected.I32("exit_status");
        if (!expected.Has("last_output_lines"))
        {
            // A client that ended the reference's process; that it cannot end ours is shown over the API (spec 09a §6).
            VectorCase.Equal(Panicked, status, "what is recorded is a crash");
            return;
        }

        using var situation = new StartSituation();
        string error = expected.Text("standard_error");
        string entries = string.Join('\n', expected.GetProperty("warnings_and_errors").EnumerateArray().Select(entry => entry.GetString()));
        bool hasNoPeers = error.Contains("p2p: can't listen", StringComparison.Ordinal);
        situation.Prepare(vector.Name, BusyPort().Matches(error + "\n" + entries).Select(match => match.Groups["port"].Value).Distinct());
        List<string> flags = [.. input.GetProperty("flags").EnumerateArray().Select(flag => situation.Here(flag.GetString()!))];
        if (input.Has("file"))
        {
            string file = Path.Combine(situation.Folder, "c.json");
            string recorded = input.Text("file");
            // A standalone node of ours has no peers to listen for.
            if (hasNoPeers)
                recorded = recorded.Replace("\"standalone\"", "\"fastnet\"", StringComparison.Ordinal);
            // The dashboard has a port of its own that all nodes of this machine would share.
            File.WriteAllText(file, situation.Here(recorded).TrimEnd() is ['{', .., '}'] text ? text[..^1] + ",\"dashboard\":{\"enable\":false}}" : recorded);
            flags.AddRange(["--config", file]);
        }

        var (actual, output, standardError) = Run(flags, StopAt(vector.Name));
        if (flags is ["--preset=standalone"])
        {
            // The releases start without a file (spec 09b §3.1): what stops ours is that no genesis time is given.
            VectorCase.True(standardError.StartsWith("Error: cannot create clock: bad configuration: genesis time is zero", StringComparison.Ordinal), standardError);
            return;
        }

        VectorCase.Equal(status == Panicked ? 1 : status, actual, $"exit status ({standardError}{output})");
        if (status == Panicked)
        {
            VectorCase.True(standardError.StartsWith("Error: ", StringComparison.Ordinal) && standardError.Contains(Offender(error, entries), StringComparison.Ordinal), standardError);
            return;
        }

        if (error.Contains("sqlite.Conn.Prepare", StringComparison.Ordinal))
        {
            // The words of another SQLite binding.
            VectorCase.True(standardError.StartsWith("Error: open sqlite db: ", StringComparison.Ordinal) && standardError.Contains("file is not a database", StringComparison.Ordinal), standardError);
            return;
        }

        string wanted = Presets().Replace(situation.Here(error), "[]");
        VectorCase.True(
            error.Length == 0 || Presets().Replace(standardError, "[]").StartsWith(wanted, StringComparison.Ordinal), $"standard error: expected {wanted}, actual {standardError}");
        VectorCase.Equal(expected.Flag("usage_printed"), standardError.Contains("\nUsage:\n", StringComparison.Ordinal), $"usage printed: {standardError}");
        CheckLog(entries, output, situation);
    }

    private static void CheckLog(string entries, string output, StartSituation situation)
    {
        var ours = output.Split('\n').Select(LogLine.Parse).OfType<LogLine>().ToList();
        foreach (var entry in entries.Split('\n').Select(LogLine.Parse).OfType<LogLine>())
        {
            if (entry.Name != "node" || entry.Level != "ERROR" || OtherEntries.Any(other => entry.Message.StartsWith(other, StringComparison.Ordinal)))
                continue;
            string message = situation.Here(entry.Message);
            VectorCase.True(
                ours.Any(line => line.Level == entry.Level && line.Name == entry.Name && line.Message.StartsWith(message, StringComparison.Ordinal)), $"no log entry '{message}' in {output}");
        }
    }

    /// <summary>What the message of a reference's panic must name in ours.</summary>
    private static string Offender(string error, string entries) =>
        Quoted().Match(entries + error) is { Success: true } match ? match.Groups["value"].Value : "";

    // A node that starts though it should not is stopped as well.
    private static string StopAt(string name) => Named().IsMatch(name) ? "starting spacemesh" : "app started";

    private static (int Status, string Output, string Error) Run(IReadOnlyList<string> flags, string stopAt)
    {
        NodeCommand? command = null;
        using var output = new TriggerWriter(stopAt, () => command!.ShutDown());
        using var error = new StringWriter();
        using (command = new NodeCommand(output, error, TimeProvider.System, TemporaryNode.Machine with { Temporary = Path.GetTempPath().TrimEnd('/') }))
        using (new Timer(_ => command.ShutDown(), null, Patience, Timeout.InfiniteTimeSpan))
            return (command.RunAsync(flags).GetAwaiter().GetResult(), output.ToString(), error.ToString().ReplaceLineEndings("\n"));
    }

    [GeneratedRegex(@"[: ](?:127\.0\.0\.1)?:(?<port>20[0-9]{3}): bind: address already in use", RegexOptions.ExplicitCapture)]
    private static partial Regex BusyPort();

    [GeneratedRegex(@"unrecognized level: \\?""(?<value>\w+)|genesis config `(?<value>\w+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    // Their order is random in the reference.
    [GeneratedRegex(@"\[(testnet|fastnet|standalone| )+\]", RegexOptions.ExplicitCapture)]
    private static partial Regex Presets();

    [GeneratedRegex(@"\(at "".*""\)")]
    private static partial Regex Named();
}
