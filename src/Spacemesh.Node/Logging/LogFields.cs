using System.Text.Encodings.Web;
using System.Text.Json;

namespace Spacemesh.Node.Logging;

/// <summary>Writes an entry's fields as members of a JSON object.</summary>
internal static class LogFields
{
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Template = "{OriginalFormat}";

    public static bool Any(IReadOnlyList<KeyValuePair<string, object?>>? fields, Exception? exception) =>
        exception is not null || (fields?.Any(field => field.Key != Template) ?? false);

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, object?>>? fields, Exception? exception)
    {
        foreach (var (key, value) in fields ?? [])
        {
            if (key == Template)
                continue;
            writer.WritePropertyName(Snake(key));
            switch (value)
            {
                case null:
                    writer.WriteNullValue();
                    break;
                case bool flag:
                    writer.WriteBooleanValue(flag);
                    break;
                case int or uint or long or ulong or short or ushort or byte or sbyte:
                    writer.WriteRawValue(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!);
                    break;
                case double number when double.IsFinite(number):
                    writer.WriteNumberValue(number);
                    break;
                case TimeSpan duration:
                    writer.WriteStringValue(Runtime.GoDuration.Format(duration.Ticks * 100));
                    break;
                default:
                    writer.WriteStringValue(value.ToString());
                    break;
            }
        }

        if (exception is not null)
            writer.WriteString("errmsg", exception.Message);
    }

    // AtxId → atx_id, the reference's way of writing keys.
    private static string Snake(string name)
    {
        var text = new System.Text.StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
