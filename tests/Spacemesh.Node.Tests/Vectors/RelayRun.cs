using System.Text.Json;
using System.Text.RegularExpressions;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tools.Node.Running;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>
/// A recorded run of a relay: exit status, files, the form of its log, and the entries of the network layer that both have. It is asked to
/// stop once it listens.
/// </summary>
internal static partial class RelayRun
{
    private const string LastMessage = "local reachability changed";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static void Check(VectorCase vector)
    {
        using var situation = new StartSituation();
        string[] arguments = [.. vector.In.GetProperty("arguments").EnumerateArray().Select(argument => situation.Here(argument.GetString()!))];
        File.WriteAllText(Path.Combine(situation.Folder, "c.json"), situation.Here(vector.In.GetProperty("file").GetRawText()));
        NodeCommand? command = null;
        using var output = new StringWriter();
        // Its reachability is the last that it tells of itself.
        using var error = new TriggerWriter(vector.Out.GetRawText().Contains(LastMessage, StringComparison.Ordinal) ? LastMessage : "listens at", () => command!.ShutDown());
        int status;
        using (command = new NodeCommand(output, error, TimeProvider.System, TemporaryNode.Machine))
        using (new Timer(_ => command.ShutDown(), null, Patience, Timeout.InfiniteTimeSpan))
            status = command.RunAsync(arguments).GetAwaiter().GetResult();
        VectorCase.Equal(vector.Out.I32("exit_status"), status, $"exit status ({error})");
        VectorCase.Equal(vector.Out.Text("standard_output"), output.ToString(), "output");
        CheckLog(vector, error.ToString());
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in vector.Out.GetProperty("files").EnumerateArray().Select(file => PathAndMode().Match(file.GetString()!)).Where(match => match.Success))
        {
            string path = Path.Combine(situation.Folder, file.Groups["path"].Value);
            VectorCase.Equal(file.Groups["mode"].Value, "0" + Convert.ToString((int)File.GetUnixFileMode(path), 8), $"mode of {path}");
        }
    }

    private static void CheckLog(VectorCase vector, string text)
    {
        var entries = new List<JsonElement>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var document = JsonDocument.Parse(line);
            var entry = document.RootElement.Clone();
            VectorCase.True(
                entry.GetProperty("ts").ValueKind == JsonValueKind.Number && entry.Text("level").Length > 0 && entry.Text("logger").Length > 0 && entry.Text("msg").Length > 0, $"form of {line}");
            entries.Add(entry);
        }

        // What else a network layer tells is each node's own: of its entries these are about the relay itself.
        foreach (string message in (ReadOnlySpan<string>)["local node identity", "no bootnodes in the config", LastMessage])
        {
            var recorded = vector.Out.GetProperty("log").EnumerateArray().Where(entry => entry.Text("msg") == message).ToList();
            var ours = entries.Where(entry => entry.Text("msg") == message).ToList();
            VectorCase.Equal(recorded.Count > 0, ours.Count > 0, $"'{message}' in {text}");
            if (recorded.Count > 0)
                VectorCase.Equal(Shape(recorded[0]), Shape(ours[0]), message);
        }
    }

    /// <summary>Members with their values; those of the identity differ in every run.</summary>
    private static string Shape(JsonElement entry) => string.Join(
        ' ', entry.EnumerateObject().Where(member => member.Name != "ts").OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => member.Name == "identity" ? $"identity of {member.Value.GetString()!.Length}" : $"{member.Name}={member.Value}"));

    [GeneratedRegex("^(?<path>[^ ]+) (?<mode>0[0-7]{3})$", RegexOptions.ExplicitCapture)]
    private static partial Regex PathAndMode();
}
