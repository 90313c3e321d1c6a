using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spacemesh.Node.Logging;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>A recorded log line taken apart, and the same entry written by our encoder of its form.</summary>
internal sealed record LogLine(DateTimeOffset Time, string Level, string Name, string Message, IReadOnlyList<KeyValuePair<string, object?>> Fields, string? Stack, bool IsJson)
{
    /// <summary>Null for a line that begins no entry.</summary>
    public static LogLine? Parse(string line) => line.StartsWith("{\"L\":", StringComparison.Ordinal) ? ParseJson(line) : ParseConsole(line);

    /// <summary>Our text of the entry, without the line feed. Levels above error are one of ours.</summary>
    public string Encode()
    {
        ILogEncoder encoder = IsJson ? new JsonLogEncoder() : new ConsoleLogEncoder();
        var level = Level switch
        {
            "DEBUG" => LogLevel.Debug,
            "INFO" => LogLevel.Information,
            "WARN" => LogLevel.Warning,
            "ERROR" => LogLevel.Error,
            _ => LogLevel.Critical,
        };
        return encoder.Encode(Time, level, Name, Message, Fields, Stack).TrimEnd('\n');
    }

    private static LogLine? ParseConsole(string line)
    {
        string[] parts = line.Split('\t');
        if (parts.Length < 3 || !TryTime(parts[0], out var time))
            return null;
        // A stack or a table may hold tabs too: fields are last, if there are any.
        var fields = parts.Length > 3 && parts[^1].StartsWith('{') ? Members(parts[^1]) : null;
        string[] texts = fields is null ? parts[2..] : parts[2..^1];
        return new LogLine(time, parts[1], texts.Length > 1 ? texts[0] : "", string.Join('\t', texts.Length > 1 ? texts[1..] : texts), fields ?? [], null, IsJson: false);
    }

    private static LogLine ParseJson(string line)
    {
        var members = Members(line)!;
        string Text(string key) => members.FirstOrDefault(member => member.Key == key).Value as string ?? "";
        TryTime(Text("T"), out var time);
        string[] known = ["L", "T", "N", "M", "S"];
        bool stack = members.Any(member => member.Key == "S");
        return new LogLine(time, Text("L"), Text("N"), Text("M"), [.. members.Where(member => !known.Contains(member.Key))], stack ? Text("S") : null, IsJson: true);
    }

    // Keys may come twice, so no document model with unique keys.
    private static List<KeyValuePair<string, object?>>? Members(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateObject().Select(member => new KeyValuePair<string, object?>(member.Name, member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Null => null,
                JsonValueKind.Number when member.Value.TryGetInt64(out long number) => number,
                JsonValueKind.Number when member.Value.TryGetUInt64(out ulong number) => number,
                _ => member.Value.Clone(),
            }))];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, ["yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss.fffzzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
