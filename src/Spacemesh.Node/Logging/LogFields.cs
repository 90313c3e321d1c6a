using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Spacemesh.Node.Logging;

/// <summary>An entry's fields: their names, and their form as members of a JSON object.</summary>
internal static class LogFields
{
    private const string Template = "{OriginalFormat}";

    /// <summary>The fields of a logged state under the names that they have in the log, with the exception's text as the last.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Of(object? state, Exception? exception)
    {
        var fields = new List<KeyValuePair<string, object?>>();
        foreach (var (key, value) in state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
        {
            if (key != Template)
                fields.Add(new(Snake(key), value));
        }

        if (exception is not null)
            fields.Add(new("errmsg", exception.Message));
        return fields;
    }

    /// <summary>Appends <c>"key": value</c> for each field, with <c>, </c> between them and <paramref name="colon"/> after a key.</summary>
    public static void Append(StringBuilder text, IReadOnlyList<KeyValuePair<string, object?>> fields, string comma, string colon)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            text.Append(i > 0 ? comma : "").Append(Quoted(fields[i].Key)).Append(colon);
            AppendValue(text, fields[i].Value);
        }
    }

    /// <summary>A JSON string. Only quotes, backslashes and control characters are escaped; half a surrogate pair shows as U+FFFD.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"' or '\\':
                    quoted.Append('\\').Append((char)rune.Value);
                    break;
                case '\n':
                    quoted.Append("\\n");
                    break;
                case '\r':
                    quoted.Append("\\r");
                    break;
                case '\t':
                    quoted.Append("\\t");
                    break;
                case < ' ':
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
                    break;
                default:
                    quoted.Append(rune.ToString());
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }

    private static void AppendValue(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case int or uint or long or ulong or short or ushort or byte or sbyte:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                text.Append(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case TimeSpan duration:
                text.Append(Quoted(Runtime.GoDuration.Format(duration.Ticks * 100)));
                break;
            case JsonElement json:
                text.Append(json.GetRawText());
                break;
            default:
                text.Append(Quoted(value.ToString() ?? ""));
                break;
        }
    }

    // AtxId → atx_id, the reference's way of writing keys.
    private static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
