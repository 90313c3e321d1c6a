using System.Globalization;

namespace Spacemesh.Config;

/// <summary>
/// A time as RFC 3339 writes it: its zone is kept, for the genesis file shows it; one-digit hours and up to nine fractional digits are
/// taken (spec 09b §2, §7).
/// </summary>
public readonly record struct GenesisTime
{
    private const string Layout = "2006-01-02T15:04:05Z07:00";

    private GenesisTime(DateTimeOffset instant, int nanoseconds) => (Instant, Nanoseconds) = (instant, nanoseconds);

    /// <summary>The time to whole seconds, in its zone.</summary>
    public DateTimeOffset Instant { get; }

    /// <summary>Fraction of the second.</summary>
    public int Nanoseconds { get; }

    /// <summary>The time to 100 ns, as far as .NET goes.</summary>
    public DateTimeOffset Value => Instant.AddTicks(Nanoseconds / 100);

    public static GenesisTime From(DateTimeOffset time)
    {
        var whole = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
        return new GenesisTime(whole, (int)((time - whole).Ticks * 100));
    }

    /// <exception cref="FormatException">The text is no such time; the message has the words that operators know.</exception>
    public static GenesisTime Parse(string text)
    {
        int at = 0;
        int year = Digits(4, 4, "2006");
        Sign('-');
        int month = Digits(2, 2, "01");
        if (month is < 1 or > 12)
            throw OutOfRange("month");
        Sign('-');
        int day = Digits(2, 2, "02");
        Sign('T');
        int hour = Digits(1, 2, "15");
        if (hour > 23)
            throw OutOfRange("hour");
        Sign(':');
        int minute = Digits(2, 2, "04");
        if (minute > 59)
            throw OutOfRange("minute");
        Sign(':');
        int second = Digits(2, 2, "05");
        if (second > 59)
            throw OutOfRange("second");
        int nanoseconds = 0;
        if (at + 1 < text.Length && text[at] is '.' or ',' && char.IsAsciiDigit(text[at + 1]))
        {
            at++;
            for (int unit = 100_000_000; at < text.Length && char.IsAsciiDigit(text[at]); at++, unit /= 10)
                nanoseconds += (text[at] - '0') * unit;
        }

        var zone = Zone();
        if (at < text.Length)
            throw new FormatException($"parsing time \"{text}\": extra text: \"{text[at..]}\"");
        if (day < 1 || day > (year == 0 ? 31 : DateTime.DaysInMonth(Math.Max(year, 1), month)))
            throw OutOfRange("day");
        if (year == 0)
            throw OutOfRange("year");
        try
        {
            return new GenesisTime(new DateTimeOffset(year, month, day, hour, minute, second, zone), nanoseconds);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw OutOfRange("time zone offset");
        }

        int Digits(int least, int most, string element)
        {
            int end = at;
            while (end < text.Length && end - at < most && char.IsAsciiDigit(text[end]))
                end++;
            if (end - at < least)
                throw Misses(element);
            int value = int.Parse(text.AsSpan(at, end - at), CultureInfo.InvariantCulture);
            at = end;
            return value;
        }

        void Sign(char sign)
        {
            if (at >= text.Length || text[at] != sign)
                throw Misses(sign.ToString());
            at++;
        }

        TimeSpan Zone()
        {
            if (at < text.Length && text[at] == 'Z')
            {
                at++;
                return TimeSpan.Zero;
            }

            if (at + 6 > text.Length || text[at] is not ('+' or '-') || text[at + 3] != ':'
                || !int.TryParse(text.AsSpan(at + 1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
                || !int.TryParse(text.AsSpan(at + 4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes))
                throw Misses("Z07:00");
            var offset = new TimeSpan(hours, minutes, 0);
            bool west = text[at] == '-';
            at += 6;
            return west ? -offset : offset;
        }

        FormatException Misses(string element) => new($"parsing time \"{text}\" as \"{Layout}\": cannot parse \"{text[Math.Min(at, text.Length)..]}\" as \"{element}\"");

        FormatException OutOfRange(string element) => new($"parsing time \"{text}\": {element} out of range");
    }

    public override string ToString()
    {
        string fraction = Nanoseconds == 0 ? "" : "." + Nanoseconds.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
        string zone = Instant.Offset == TimeSpan.Zero ? "Z" : Instant.ToString("zzz", CultureInfo.InvariantCulture);
        return Instant.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + fraction + zone;
    }
}
