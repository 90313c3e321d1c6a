using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Spacemesh.Rpc.Gateway;

/// <summary>Scalars of the JSON mapping and of query strings.</summary>
internal static class ProtoJsonScalar
{
    /// <summary>
    /// The value of a scalar or enum field from a token's text; <paramref name="value"/> is null for an enum name that is not known. False where it does not fit.
    /// </summary>
    public static bool TryParse(FieldDescriptor field, JsonTokenType token, string? text, out object? value)
    {
        value = null;
        if (text is null)
        {
            value = 0;
            return field.FieldType == FieldType.Enum;
        }

        bool isText = token == JsonTokenType.String;
        switch (field.FieldType)
        {
            case FieldType.String:
                value = text;
                return isText;
            case FieldType.Bytes:
                return isText && TryBytes(text, out value);
            case FieldType.Bool:
                value = token == JsonTokenType.True;
                return token is JsonTokenType.True or JsonTokenType.False;
            case FieldType.Enum when isText:
                value = field.EnumType.FindValueByName(text)?.Number;
                return true;
            case FieldType.Enum when token == JsonTokenType.Number:
                return TryInteger(text, int.MinValue, int.MaxValue, number => (int)number, out value);
        }

        return token is JsonTokenType.String or JsonTokenType.Number && TryNumber(field.FieldType, text, out value);
    }

    /// <summary>A field from the plain text of a path or query string, where every kind is text.</summary>
    public static bool TryPlain(FieldDescriptor field, string text, out object? value)
    {
        value = null;
        switch (field.FieldType)
        {
            case FieldType.Bool:
                value = text is "true" or "1" or "t" or "T" or "TRUE" or "True";
                return (bool)value || text is "false" or "0" or "f" or "F" or "FALSE" or "False";
            case FieldType.Enum:
                value = field.EnumType.FindValueByName(text)?.Number;
                return value is not null || TryInteger(text, int.MinValue, int.MaxValue, number => (int)number, out value);
            default:
                return TryParse(field, JsonTokenType.String, text, out value);
        }
    }

    public static bool TryKey(FieldDescriptor field, string text, [NotNullWhen(true)] out object? key) =>
        field.FieldType switch
        {
            FieldType.String => TryParse(field, JsonTokenType.String, text, out key) && key is not null,
            FieldType.Bool => TryParse(field, text switch { "true" => JsonTokenType.True, "false" => JsonTokenType.False, _ => JsonTokenType.None }, text, out key) && key is not null,
            _ => TryNumber(field.FieldType, text, out key) && key is not null,
        };

    /// <summary>The name protobuf gives a kind of field.</summary>
    public static string KindOf(FieldDescriptor field) => field.FieldType.ToString().ToLowerInvariant();

    private static bool TryNumber(FieldType type, string text, out object? value)
    {
        value = null;
        switch (type)
        {
            case FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32:
                return TryInteger(text, int.MinValue, int.MaxValue, number => (int)number, out value);
            case FieldType.UInt32 or FieldType.Fixed32:
                return TryInteger(text, uint.MinValue, uint.MaxValue, number => (uint)number, out value);
            case FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64:
                return TryInteger(text, long.MinValue, long.MaxValue, number => (long)number, out value);
            case FieldType.UInt64 or FieldType.Fixed64:
                return TryInteger(text, ulong.MinValue, ulong.MaxValue, number => (ulong)number, out value);
            case FieldType.Float when TryReal(text, out double real) && (!double.IsFinite(real) || Math.Abs(real) <= float.MaxValue):
                value = (float)real;
                return true;
            case FieldType.Double when TryReal(text, out double real):
                value = real;
                return true;
            default:
                return false;
        }
    }

    // Integers may be written 1, 1.0 or 1e3, as long as they are whole.
    private static bool TryInteger(string text, decimal least, decimal most, Func<decimal, object> convert, out object? value)
    {
        value = null;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (text.StartsWith('+') || !decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out decimal number)
            || number != decimal.Truncate(number) || number < least || number > most)
            return false;
        value = convert(number);
        return true;
    }

    private static bool TryReal(string text, out double number)
    {
        number = text switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => 0 };
        if (number != 0)
            return true;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    private static bool TryBytes(string text, out object? value)
    {
        value = null;
        string standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        int padding = (4 - (standard.Length % 4)) % 4;
        byte[] bytes = new byte[((standard.Length + padding) / 4 * 3) + 3];
        if (padding == 3 || standard.Contains('=', StringComparison.Ordinal) || standard.AsSpan().IndexOfAny(" \t\r\n") >= 0
            || !Convert.TryFromBase64String(standard + new string('=', padding), bytes, out int written))
            return false;
        value = ByteString.CopyFrom(bytes, 0, written);
        return true;
    }
}
