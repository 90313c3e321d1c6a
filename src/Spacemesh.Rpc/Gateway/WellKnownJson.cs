using System.Globalization;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Spacemesh.Rpc.Gateway;

/// <summary>The text forms of times and durations, and which types of google.protobuf have a JSON form of their own.</summary>
internal static class WellKnownJson
{
    private const long LongestDuration = 315_576_000_000;
    private const long FirstSecond = -62135596800;
    private const long LastSecond = 253402300799;
    private const int NanosPerSecond = 1_000_000_000;

    public static bool IsWrapper(MessageDescriptor type) =>
        type.File.Name == "google/protobuf/wrappers.proto";

    /// <summary>Types whose JSON is not an object of their fields.</summary>
    public static bool HasOwnForm(MessageDescriptor type) =>
        IsWrapper(type) || type.FullName is "google.protobuf.Timestamp" or "google.protobuf.Duration" or "google.protobuf.FieldMask" or "google.protobuf.Any"
            or "google.protobuf.Struct" or "google.protobuf.ListValue" or "google.protobuf.Value" or "google.protobuf.Empty";

    /// <summary>RFC 3339 in UTC; null out of range.</summary>
    public static string? Format(Timestamp value)
    {
        if (value.Seconds is < FirstSecond or > LastSecond || value.Nanos is < 0 or >= NanosPerSecond)
            return null;
        string seconds = DateTime.UnixEpoch.AddSeconds(value.Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return $"{seconds}{Fraction(value.Nanos)}Z";
    }

    /// <summary>Seconds with 0, 3, 6 or 9 decimals; null out of range.</summary>
    public static string? Format(Duration value)
    {
        if (Math.Abs(value.Seconds) > LongestDuration || Math.Abs((long)value.Nanos) >= NanosPerSecond || (long)Math.Sign(value.Seconds) * Math.Sign(value.Nanos) < 0)
            return null;
        string sign = value.Seconds < 0 || value.Nanos < 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(value.Seconds)}{Fraction(Math.Abs(value.Nanos))}s");
    }

    /// <summary>Parses RFC 3339 with any offset.</summary>
    public static bool TryParse(string text, out Timestamp value)
    {
        value = new Timestamp();
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        int zone = text.Length > 19 ? text.AsSpan(19).IndexOfAny("Zz+-") : -1;
        if (zone < 0 || (dot >= 0 && dot != 19))
            return false;
        zone += 19;
        int nanos = 0;
        if (zone > 19 && !TryFraction(text.AsSpan(19, zone - 19), out nanos))
            return false;
        string whole = text[..19] + (text[zone] is 'z' or 'Z' && zone == text.Length - 1 ? "+00:00" : text[zone..]);
        if (!DateTimeOffset.TryParseExact(whole, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return false;
        value = new Timestamp { Seconds = time.ToUnixTimeSeconds(), Nanos = nanos };
        return value.Seconds is >= FirstSecond and <= LastSecond;
    }

    /// <summary>Parses <c>-1.5s</c>.</summary>
    public static bool TryParse(string text, out Duration value)
    {
        value = new Duration();
        if (!text.EndsWith('s') || text.Length < 2)
            return false;
        bool negative = text[0] == '-';
        var number = text.AsSpan(text[0] is '-' or '+' ? 1 : 0)[..^1];
        int dot = number.IndexOf('.');
        var whole = dot < 0 ? number : number[..dot];
        int nanos = 0;
        if (dot >= 0 && !TryFraction(number[dot..], out nanos))
            return false;
        if (whole.IsEmpty && dot < 0)
            return false;
        long seconds = 0;
        if (!whole.IsEmpty && (!long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || seconds > LongestDuration))
            return false;
        value = new Duration { Seconds = negative ? -seconds : seconds, Nanos = negative ? -nanos : nanos };
        return true;
    }

    public static string CamelCase(string path)
    {
        var text = new System.Text.StringBuilder(path.Length);
        for (int i = 0; i < path.Length; i++)
            text.Append(path[i] == '_' && i + 1 < path.Length ? char.ToUpperInvariant(path[++i]) : path[i]);
        return text.ToString();
    }

    public static string SnakeCase(string path)
    {
        var text = new System.Text.StringBuilder(path.Length + 8);
        foreach (char c in path)
            _ = char.IsAsciiLetterUpper(c) ? text.Append('_').Append(char.ToLowerInvariant(c)) : text.Append(c);
        return text.ToString();
    }

    private static bool TryFraction(ReadOnlySpan<char> text, out int nanos)
    {
        nanos = 0;
        var digits = text[1..];
        if (text[0] != '.' || digits.Length is 0 or > 9 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            return false;
        for (int i = digits.Length; i < 9; i++)
            value *= 10;
        nanos = value;
        return true;
    }

    private static string Fraction(int nanos) => nanos switch
    {
        0 => "",
        _ when nanos % 1_000_000 == 0 => $".{nanos / 1_000_000:D3}",
        _ when nanos % 1000 == 0 => $".{nanos / 1000:D6}",
        _ => $".{nanos:D9}",
    };
}
