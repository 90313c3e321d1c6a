using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Node.Logging;

/// <summary>Tab-separated lines: time, level, logger, message, fields; a stack trace follows on lines of its own.</summary>
internal sealed class ConsoleLogEncoder : ILogEncoder
{
    public string Encode(DateTimeOffset time, LogLevel level, string name, string message, IReadOnlyList<KeyValuePair<string, object?>>? fields, Exception? exception)
    {
        var text = new StringBuilder(128)
            .Append(TimeText(time)).Append('\t').Append(LogLevels.NameOf(level)).Append('\t').Append(name).Append('\t').Append(message);
        if (LogFields.Any(fields, exception))
        {
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, LogFields.Options))
            {
                writer.WriteStartObject();
                LogFields.Write(writer, fields, exception);
                writer.WriteEndObject();
            }

            text.Append('\t').Append(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        }

        text.Append('\n');
        if (exception?.StackTrace is { } trace)
            text.Append(trace).Append('\n');
        return text.ToString();
    }

    internal static string TimeText(DateTimeOffset time) => time.Offset == TimeSpan.Zero
        ? time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture).Remove(26, 1);
}
