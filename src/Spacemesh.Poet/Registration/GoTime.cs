using System.Globalization;

namespace Spacemesh.Poet.Registration;

/// <summary>Instants as the reference prints them, years beyond 9999 included.</summary>
public static class GoTime
{
    private const long SecondsPerDay = 86_400;
    private const long DaysPer400Years = 146_097;
    private const long DaysTo1970 = 719_468;

    /// <summary>Unix seconds as <c>2006-01-02 15:04:05 +0000 UTC</c>.</summary>
    public static string Utc(long unixSeconds)
    {
        // Civil date by eras of 400 years that begin on 1 March.
        Int128 day = Floor(unixSeconds, SecondsPerDay);
        long second = (long)(unixSeconds - (day * SecondsPerDay));
        Int128 shifted = day + DaysTo1970;
        Int128 era = Floor(shifted, DaysPer400Years);
        long dayOfEra = (long)(shifted - (era * DaysPer400Years));
        long yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        long monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        long dayOfMonth = dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1;
        long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        Int128 year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        string yearText = year >= 0 && year < 10_000 ? ((long)year).ToString("D4", CultureInfo.InvariantCulture) : year.ToString(CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{yearText}-{month:D2}-{dayOfMonth:D2} {second / 3600:D2}:{second / 60 % 60:D2}:{second % 60:D2} +0000 UTC");
    }

    private static Int128 Floor(Int128 value, long divisor) => value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}
