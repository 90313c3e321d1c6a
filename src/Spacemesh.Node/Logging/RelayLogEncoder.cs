using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Node.Logging;

/// <summary>
/// A relay's lines (spec 09b §9.2): one JSON object with level, ts (seconds since 1970), logger, msg, the fields, stacktrace. Its loggers
/// have no application's name before theirs.
/// </summary>
internal sealed class RelayLogEncoder : ILogEncoder
{
    private const string Application = NodeLog.Root + ".";

    public string Encode(DateTimeOffset time, LogLevel level, string name, string message, IReadOnlyList<KeyValuePair<string, object?>> fields, string? stack)
    {
        var text = new StringBuilder(128)
            .Append("{\"level\":\"").Append(LogLevels.NameOf(level).ToLowerInvariant())
            .Append("\",\"ts\":").Append((time.ToUnixTimeMilliseconds() / 1000m).ToString("0.000", CultureInfo.InvariantCulture));
        if (name.Length > 0)
            text.Append(",\"logger\":").Append(LogFields.Quoted(name.StartsWith(Application, StringComparison.Ordinal) ? name[Application.Length..] : name));
        text.Append(",\"msg\":").Append(LogFields.Quoted(message));
        if (fields.Count > 0)
        {
            text.Append(',');
            LogFields.Append(text, fields, ",", ":");
        }

        if (stack is not null)
            text.Append(",\"stacktrace\":").Append(LogFields.Quoted(stack));
        return text.Append("}\n").ToString();
    }
}
