using System.Globalization;
using Spacemesh.Runtime;

namespace Spacemesh.Poet.Server.Configuration;

/// <summary>Reads the values of options and writes them in one notation.</summary>
internal static class OptionValue
{
    /// <exception cref="FormatException">The text is not a value of the kind.</exception>
    public static string Normalize(OptionKind kind, string text) => kind switch
    {
        OptionKind.Text => text,
        OptionKind.Flag => GoBool.Parse(text) ? "true" : "false",
        OptionKind.Duration => GoDuration.Format(GoDuration.Parse(text)),
        OptionKind.Int => Integer(text, "ParseInt", int.MinValue, int.MaxValue),
        OptionKind.Uint16 => Integer(text, "ParseUint", 0, ushort.MaxValue),
        OptionKind.Uint => Integer(text, "ParseUint", 0, uint.MaxValue),
        OptionKind.Uint64 => Integer(text, "ParseUint", 0, ulong.MaxValue),
        OptionKind.Real => Real(text),
        OptionKind.Base64 => Base64(text),
        OptionKind.Time => Time(text),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The type in the reference's words.</summary>
    public static string TypeName(ServerOption option) => option.Kind switch
    {
        OptionKind.Flag => "bool",
        OptionKind.Duration => "time.Duration",
        OptionKind.Int => "int",
        OptionKind.Uint16 => "*uint16",
        OptionKind.Uint => "uint",
        OptionKind.Uint64 => "uint64",
        OptionKind.Real => "float64",
        OptionKind.Base64 => "registration.Base64Enc",
        OptionKind.Time => "server.Genesis",
        _ => "string",
    };

    private static string Integer(string text, string function, Int128 least, Int128 most)
    {
        if (!Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || (least == 0 && text.StartsWith('-')))
            throw new FormatException($"strconv.{function}: parsing \"{text}\": invalid syntax");
        if (value < least || value > most)
            throw new FormatException($"strconv.{function}: parsing \"{text}\": value out of range");
        return value.ToString(CultureInfo.InvariantCulture);
    }

    private static string Real(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value.ToString("R", CultureInfo.InvariantCulture)
            : throw new FormatException($"strconv.ParseFloat: parsing \"{text}\": invalid syntax");

    private static string Base64(string text)
    {
        int bad = text.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
        if (bad >= 0)
            throw new FormatException($"illegal base64 data at input byte {bad}");
        try
        {
            return Convert.ToBase64String(Convert.FromBase64String(text));
        }
        catch (FormatException exception)
        {
            throw new FormatException($"illegal base64 data at input byte {text.Length}", exception);
        }
    }

    private static string Time(string text)
    {
        if (text.Length >= 20 && text[10] is 'T' or 't'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            var utc = instant.ToUniversalTime();
            return utc.ToString(utc.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        }

        throw new FormatException($"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \"2006\"");
    }
}
