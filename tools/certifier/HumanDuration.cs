using System.Globalization;
using System.Text.RegularExpressions;

namespace Spacemesh.Tools.Certifier;

/// <summary>Durations such as <c>2w</c> or <c>1d 2h</c>.</summary>
internal static partial class HumanDuration
{
    private static readonly Dictionary<string, double> Seconds = new(StringComparer.Ordinal)
    {
        ["ns"] = 1e-9, ["us"] = 1e-6, ["ms"] = 1e-3, ["s"] = 1, ["sec"] = 1, ["secs"] = 1, ["second"] = 1, ["seconds"] = 1,
        ["m"] = 60, ["min"] = 60, ["mins"] = 60, ["minute"] = 60, ["minutes"] = 60, ["h"] = 3600, ["hr"] = 3600, ["hrs"] = 3600, ["hour"] = 3600, ["hours"] = 3600,
        ["d"] = 86_400, ["day"] = 86_400, ["days"] = 86_400, ["w"] = 604_800, ["week"] = 604_800, ["weeks"] = 604_800,
        ["mon"] = 2_592_000, ["month"] = 2_592_000, ["months"] = 2_592_000, ["y"] = 31_536_000, ["year"] = 31_536_000, ["years"] = 31_536_000,
    };

    /// <exception cref="CertifierException">Not a duration.</exception>
    public static TimeSpan Parse(string text)
    {
        double total = 0;
        if (!Whole().IsMatch(text))
            throw Refused(text);
        foreach (Match part in Part().Matches(text))
        {
            if (!Seconds.TryGetValue(part.Groups[2].Value, out double unit))
                throw Refused(text);
            total += double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * unit;
        }

        return total < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(total) : throw Refused(text);
    }

    private static CertifierException Refused(string text) => new($"{text}\n^\npartial_input:{text}");

    [GeneratedRegex("^\\s*([0-9]+\\s*[a-z]+\\s*)+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whole();

    [GeneratedRegex("([0-9]+)\\s*([a-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
