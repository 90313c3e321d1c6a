using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Node.Logging;

/// <summary>One JSON object a line: L level, T time, N logger, M message, S stack, and the fields.</summary>
internal sealed class JsonLogEncoder : ILogEncoder
{
    public string Encode(DateTimeOffset time, LogLevel level, string name, string message, IReadOnlyList<KeyValuePair<string, object?>>? fields, Exception? exception)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, LogFields.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("L", LogLevels.NameOf(level));
            writer.WriteString("T", ConsoleLogEncoder.TimeText(time));
            writer.WriteString("N", name);
            writer.WriteString("M", message);
            LogFields.Write(writer, fields, exception);
            if (exception?.StackTrace is { } trace)
                writer.WriteString("S", trace);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }
}
