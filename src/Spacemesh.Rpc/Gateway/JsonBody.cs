using System.Text;
using System.Text.Json;

namespace Spacemesh.Rpc.Gateway;

/// <summary>Finds the first JSON value of a request body; what follows it is ignored (spec 09a §3.1).</summary>
internal static class JsonBody
{
    public const int DeepestValue = 200;

    /// <summary>The bytes of the value, empty where the body holds nothing but white space.</summary>
    /// <exception cref="RpcException">InvalidArgument: the body is no JSON.</exception>
    public static ReadOnlySpan<byte> FirstValue(ReadOnlySpan<byte> body)
    {
        int start = body.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0)
            return [];
        var json = body[start..];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DeepestValue, AllowMultipleValues = true });
        var previous = JsonTokenType.None;
        try
        {
            do
            {
                if (!reader.Read())
                    throw Malformed("unexpected EOF");
                previous = reader.TokenType;
            }
            while (reader.CurrentDepth > 0 || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray);
        }
        catch (JsonException exception)
        {
            throw Malformed(Text(json, exception, previous, reader.CurrentDepth));
        }

        return json[..(int)reader.BytesConsumed];
    }

    private static RpcException Malformed(string text) => new(StatusCode.InvalidArgument, text);

    private static string Text(ReadOnlySpan<byte> json, JsonException exception, JsonTokenType previous, int depth)
    {
        var rest = json;
        for (long line = exception.LineNumber ?? 0; line > 0; line--)
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        int column = (int)(exception.BytePositionInLine ?? 0);
        if (column >= rest.Length)
            return "unexpected EOF";
        if (Rune.DecodeFromUtf8(rest[column..], out var rune, out _) != System.Buffers.OperationStatus.Done)
            rune = Rune.ReplacementChar;
        string place = previous switch
        {
            JsonTokenType.None or JsonTokenType.PropertyName or JsonTokenType.StartArray => "looking for beginning of value",
            JsonTokenType.StartObject => "looking for beginning of object key string",
            _ when depth >= DeepestValue => "beyond the deepest nesting",
            _ => "after object key:value pair",
        };
        return $"invalid character '{rune}' {place}";
    }
}
