using System.Text;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Node.Logging;

/// <summary>One JSON object a line: L level, T time, N logger, M message, the fields, S stack.</summary>
internal sealed class JsonLogEncoder : ILogEncoder
{
    public string Encode(DateTimeOffset time, LogLevel level, string name, string message, IReadOnlyList<KeyValuePair<string, object?>> fields, string? stack)
    {
        var text = new StringBuilder(128)
            .Append("{\"L\":\"").Append(LogLevels.NameOf(level))
            .Append("\",\"T\":\"").Append(ConsoleLogEncoder.TimeText(time)).Append('"');
        if (name.Length > 0)
            text.Append(",\"N\":").Append(LogFields.Quoted(name));
        text.Append(",\"M\":").Append(LogFields.Quoted(message));
        if (fields.Count > 0)
        {
            text.Append(',');
            LogFields.Append(text, fields, ",", ":");
        }

        if (stack is not null)
            text.Append(",\"S\":").Append(LogFields.Quoted(stack));
        return text.Append("}\n").ToString();
    }
}
