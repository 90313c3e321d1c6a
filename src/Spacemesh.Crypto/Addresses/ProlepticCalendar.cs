namespace Spacemesh.Crypto.Addresses;

/// <summary>Days since 1970 in the Gregorian calendar extended to all years, year 0 among them.</summary>
internal static class ProlepticCalendar
{
    private const int DaysPerEra = 146_097;
    private const int YearsPerEra = 400;

    /// <summary>Days from 0000-03-01, where the eras of this arithmetic start, to 1970-01-01.</summary>
    private const int EpochShift = 719_468;

    public static int DaysIn(int year, int month) => month switch
    {
        4 or 6 or 9 or 11 => 30,
        2 => IsLeap(year) ? 29 : 28,
        _ => 31,
    };

    public static long DaysOf(int year, int month, int day)
    {
        // Years that start in March put the leap day last.
        int shifted = month > 2 ? year : year - 1;
        int era = (int)Math.Floor(shifted / (double)YearsPerEra);
        int yearOfEra = shifted - (era * YearsPerEra);
        int dayOfYear = ((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5 + day - 1;
        int dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return ((long)era * DaysPerEra) + dayOfEra - EpochShift;
    }

    public static (long Year, int Month, int Day) DateOf(long days)
    {
        days += EpochShift;
        long era = (days >= 0 ? days : days - (DaysPerEra - 1)) / DaysPerEra;
        int dayOfEra = (int)(days - (era * DaysPerEra));
        int yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        int dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        int monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        return ((era * YearsPerEra) + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1);
    }

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % YearsPerEra == 0);
}
