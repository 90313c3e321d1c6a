using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Node.Logging;

/// <summary>Tab-separated lines: time, level, logger, message, fields; a stack trace follows on lines of its own.</summary>
internal sealed class ConsoleLogEncoder : ILogEncoder
{
    public string Encode(DateTimeOffset time, LogLevel level, string name, string message, IReadOnlyList<KeyValuePair<string, object?>> fields, string? stack)
    {
        var text = new StringBuilder(128).Append(TimeText(time)).Append('\t').Append(LogLevels.NameOf(level));
        if (name.Length > 0)
            text.Append('\t').Append(name);
        text.Append('\t').Append(message);
        if (fields.Count > 0)
        {
            text.Append("\t{");
            LogFields.Append(text, fields, ", ", ": ");
            text.Append('}');
        }

        text.Append('\n');
        if (stack is not null)
            text.Append(stack).Append('\n');
        return text.ToString();
    }

    internal static string TimeText(DateTimeOffset time) => time.Offset == TimeSpan.Zero
        ? time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture).Remove(26, 1);
}
