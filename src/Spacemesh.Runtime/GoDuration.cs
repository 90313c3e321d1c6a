using System.Globalization;
using System.Text;

namespace Spacemesh.Runtime;

/// <summary>Durations in nanoseconds as the reference writes them: <c>336h</c>, <c>1h30m</c>, <c>100ms</c>.</summary>
public static class GoDuration
{
    private const long Second = 1_000_000_000;

    private static readonly (string Unit, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", Second), ("m", 60 * Second), ("h", 3600 * Second),
    ];

    /// <exception cref="FormatException">The text is not a duration.</exception>
    public static long Parse(string text)
    {
        string rest = text;
        bool negative = rest.StartsWith('-');
        if (rest.StartsWith('-') || rest.StartsWith('+'))
            rest = rest[1..];
        if (rest == "0")
            return 0;
        if (rest.Length == 0)
            throw Invalid(text);
        decimal total = 0;
        while (rest.Length > 0)
        {
            int digits = rest.AsSpan().IndexOfAnyExcept("0123456789.");
            if (digits == 0 || !decimal.TryParse(digits < 0 ? rest : rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
                throw Invalid(text);
            if (digits < 0)
                throw new FormatException($"time: missing unit in duration \"{text}\"");
            rest = rest[digits..];
            int end = rest.AsSpan().IndexOfAny("0123456789.");
            string unit = end < 0 ? rest : rest[..end];
            rest = end < 0 ? "" : rest[end..];
            long nanoseconds = Array.Find(Units, known => known.Unit == unit).Nanoseconds;
            if (nanoseconds == 0)
                throw new FormatException($"time: unknown unit \"{unit}\" in duration \"{text}\"");
            total += number * nanoseconds;
            if (total > long.MaxValue)
                throw Invalid(text);
        }

        return negative ? -(long)total : (long)total;
    }

    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0)
            return "0s";
        decimal rest = Math.Abs((decimal)nanoseconds);
        var text = new StringBuilder(nanoseconds < 0 ? "-" : "");
        if (rest < Second)
        {
            var (unit, size) = rest < 1000 ? ("ns", 1L) : rest < 1_000_000 ? ("µs", 1000L) : ("ms", 1_000_000L);
            return text.Append(Number(rest / size)).Append(unit).ToString();
        }

        decimal hours = Math.Floor(rest / (3600 * Second));
        rest -= hours * 3600 * Second;
        decimal minutes = Math.Floor(rest / (60 * Second));
        rest -= minutes * 60 * Second;
        if (hours > 0)
            text.Append(Number(hours)).Append('h');
        if (hours > 0 || minutes > 0)
            text.Append(Number(minutes)).Append('m');
        return text.Append(Number(rest / Second)).Append('s').ToString();
    }

    private static string Number(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    private static FormatException Invalid(string text) => new($"time: invalid duration \"{text}\"");
}
