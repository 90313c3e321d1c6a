using System.Globalization;

namespace Spacemesh.Crypto.Addresses;

/// <summary>
/// A genesis time as configured: RFC 3339 with its offset and nanoseconds (spec 01 §5.4). Years 0 to 9999.
/// </summary>
/// <param name="UnixSeconds">Seconds since 1970, fractions dropped towards the past.</param>
/// <param name="Nanoseconds">The fraction, 0 to 999 999 999.</param>
/// <param name="OffsetSeconds">Local time minus UTC.</param>
public readonly record struct GenesisTime(long UnixSeconds, int Nanoseconds, int OffsetSeconds)
{
    private const int SecondsPerDay = 86_400;
    private const int NanosecondDigits = 9;

    /// <summary>Whether <see cref="ToString"/> is RFC 3339, which has no offset of a whole day.</summary>
    public bool IsPrintable => Math.Abs(OffsetSeconds) < SecondsPerDay;

    /// <exception cref="FormatException">The text is not a time; the message is the reference's.</exception>
    public static GenesisTime Parse(string text) => TryParse(text, out var time, out string error) ? time : throw new FormatException(error);

    /// <summary>Reads a configured time; on failure <paramref name="error"/> is the text that users know.</summary>
    public static bool TryParse(string text, out GenesisTime time, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new GenesisTimeReader(text);
        bool read = reader.TryRead(out time);
        error = reader.Error;
        return read;
    }

    /// <summary>RFC 3339 with the offset as configured and as many digits of a second as are needed.</summary>
    public override string ToString()
    {
        long local = UnixSeconds + OffsetSeconds;
        long days = Math.DivRem(local, SecondsPerDay, out long second);
        if (second < 0)
        {
            days--;
            second += SecondsPerDay;
        }

        var (year, month, day) = ProlepticCalendar.DateOf(days);
        string fraction = Nanoseconds == 0
            ? ""
            : "." + Nanoseconds.ToString(CultureInfo.InvariantCulture).PadLeft(NanosecondDigits, '0').TrimEnd('0');
        int offset = Math.Abs(OffsetSeconds) / 60;
        string zone = OffsetSeconds == 0
            ? "Z"
            : string.Create(CultureInfo.InvariantCulture, $"{(OffsetSeconds < 0 ? '-' : '+')}{offset / 60:D2}:{offset % 60:D2}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{year:D4}-{month:D2}-{day:D2}T{second / 3600:D2}:{second / 60 % 60:D2}:{second % 60:D2}{fraction}{zone}");
    }
}
