using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Spacemesh.Config;
using Spacemesh.Node.Logging;
using Spacemesh.Ports.Events;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>
/// The log of a recorded run: each entry's lines come out of our encoder byte for byte, its logger is one that a level can be set for, and
/// its level is set and hidden as the reference does. Which messages there are is up to each node, but for those that programs look for.
/// </summary>
[VectorFile("09b-log-catalogue")]
public sealed partial class LogVectors : VectorSuite, IDisposable
{
    private readonly NodeLog _log = new(
        LogLevels.Read(NodeConfiguration.OfPreset("standalone", TemporaryNode.Machine)["logging"]), json: false, new LogSink(TextWriter.Null), TimeProvider.System);

    private readonly List<LogLine> _lines = [];
    private readonly List<string> _differences = [];

    public override void Open(VectorFile file)
    {
        string restarts = File.Exists(file.ArtefactPath("09b-log-restart.txt")) ? new StreamReader(file.OpenArtefact("09b-log-restart.txt")).ReadToEnd() : "";
        using var reader = new StreamReader(file.OpenArtefact("09b-log-console.txt"));
        foreach (string text in (reader.ReadToEnd() + "\n" + restarts).Split('\n'))
        {
            if (LogLine.Parse(text) is not { } line)
                continue;
            _lines.Add(line);
            if (line.Encode() is var ours && ours != text)
                _differences.Add($"expected {text}\nactual   {ours}");
        }

        VectorCase.True(_lines.Count > 0, "09b-log-console.txt has no log line");
        VectorCase.True(_differences.Count == 0, $"{_differences.Count} of {_lines.Count} lines differ: {_differences.FirstOrDefault()}");
    }

    public override void Check(VectorCase vector)
    {
        var expected = vector.Out;
        string message = expected.Text("message");
        var fields = expected.GetProperty("fields").EnumerateArray().Select(field => field.GetString()).ToArray();
        var shown = _lines.FirstOrDefault(line => Placeholders().Replace(line.Message, "") == Placeholders().Replace(message, "") && line.Name == expected.Text("logger"));
        if (shown is not null && !fields.Contains("?"))
        {
            VectorCase.Equal(expected.Text("level"), shown.Level, "level");
            // The first line of the run may lie between the recorded beginning and end, with a field less than another line has.
            VectorCase.True(
                shown.Fields.All(field => fields.Contains(field.Key)), $"fields: expected {string.Join(',', fields)}, actual {string.Join(',', shown.Fields.Select(field => field.Key).Distinct())}");
        }

        // Loggers of the built-in PoET stand outside of the node's.
        string[] name = expected.Text("logger").Split('.');
        if (name is not [NodeLog.Root, var module, ..])
            return;
        VectorCase.True(_log.TrySet(module, LogSeverity.Info), $"no level can be set for {module}");
        VectorCase.True(LogLevels.TryParse(expected.Text("level"), out var level), "level");
        var logger = _log.CreateLogger(string.Join('.', name[1..]));
        VectorCase.Equal(level >= LogLevel.Information, logger.IsEnabled(level), $"{expected.Text("level")} shows at info");
    }

    public void Dispose() => _log.Dispose();

    // Texts of the catalogue have HEX for what is different in every run.
    [GeneratedRegex(@"HEX|[0-9a-f]{6,}|[0-9]+(\.[0-9]+)?", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholders();
}
