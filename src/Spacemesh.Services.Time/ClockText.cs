using System.Globalization;

namespace Spacemesh.Services.Time;

/// <summary>Offsets in words.</summary>
internal static class ClockText
{
    /// <summary>"1.3 s behind", "0.2 s ahead of".</summary>
    public static string Of(TimeSpan peersAhead)
    {
        string seconds = Math.Abs(peersAhead.TotalSeconds).ToString("0.###", CultureInfo.InvariantCulture);
        return peersAhead < TimeSpan.Zero ? $"{seconds} s ahead of" : $"{seconds} s behind";
    }
}
