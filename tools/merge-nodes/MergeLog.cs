using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Spacemesh.Tools.MergeNodes;

/// <summary>Log lines on standard error: time, level, text and fields, separated by tabs.</summary>
internal sealed class MergeLog(TextWriter error, TimeProvider time)
{
    public void Information(string text, params IReadOnlyList<(string Name, object Value)> fields) => Write("INFO", text, fields);

    public void Error(string text, params IReadOnlyList<(string Name, object Value)> fields) => Write("ERROR", text, fields);

    private void Write(string level, string text, IReadOnlyList<(string Name, object Value)> fields)
    {
        var line = new StringBuilder(time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)).Append('\t').Append(level).Append('\t').Append(text);
        if (fields.Count > 0)
        {
            line.Append("\t{").AppendJoin(", ", fields.Select(field => $"\"{field.Name}\": {(field.Value is string value ? Quoted(value) : Convert.ToString(field.Value, CultureInfo.InvariantCulture))}")).Append('}');
        }

        error.Write(line.Append('\n').ToString());
        error.Flush();
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
