using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Spacemesh.Poet.Http;

/// <summary>Protobuf's JSON as PoET servers write it, read leniently: either spelling of names, numbers as text, both base64 alphabets.</summary>
internal static class ProtoJson
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>A field by its JSON or proto name; an undefined element where it is absent or null.</summary>
    public static JsonElement Field(JsonElement message, string jsonName, string protoName)
    {
        if (message.ValueKind != JsonValueKind.Object)
            return message.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? default : throw new FormatException("an object was expected");
        return (message.TryGetProperty(jsonName, out var value) || message.TryGetProperty(protoName, out value)) && value.ValueKind != JsonValueKind.Null
            ? value
            : default;
    }

    public static byte[] Bytes(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
            return [];
        string text = (value.GetString() ?? "").TrimEnd('=').Replace('+', '-').Replace('/', '_');
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"invalid value for bytes type: \"{(text.Length > 80 ? text[..80] : text)}\"", exception);
        }
    }

    public static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "" : value.GetString() ?? "";

    public static IEnumerable<JsonElement> List(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? [] : value.EnumerateArray();

    public static ulong U64(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => 0,
        JsonValueKind.String when ulong.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) => number,
        JsonValueKind.Number when value.TryGetUInt64(out ulong number) => number,
        _ => throw new FormatException($"invalid value for uint64 type: {value.GetRawText()}"),
    };

    public static uint U32(JsonElement value) =>
        U64(value) is var number && number <= uint.MaxValue ? (uint)number : throw new FormatException($"invalid value for uint32 type: {number}");

    /// <summary>Nanoseconds of a duration such as <c>"1.5s"</c>; null where it is absent.</summary>
    public static long? Duration(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
            return null;
        string text = value.GetString() ?? "";
        if (text.EndsWith('s')
            && decimal.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds)
            && Math.Abs(seconds) <= long.MaxValue / NanosecondsPerSecond)
            return (long)(seconds * NanosecondsPerSecond);
        throw new FormatException($"invalid google.protobuf.Duration value \"{text}\"");
    }

    /// <summary>A timestamp in UTC with as many groups of three decimals as it needs.</summary>
    public static string Timestamp(PoetDeadline instant)
    {
        string seconds = DateTimeOffset.FromUnixTimeSeconds(instant.UnixSeconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        string fraction = instant.Nanoseconds.ToString("D9", CultureInfo.InvariantCulture);
        while (fraction.EndsWith("000", StringComparison.Ordinal))
            fraction = fraction[..^3];
        return fraction.Length == 0 ? $"{seconds}Z" : $"{seconds}.{fraction}Z";
    }
}
