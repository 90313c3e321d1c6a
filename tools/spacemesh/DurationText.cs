using System.Globalization;
using System.Text.RegularExpressions;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node;

/// <summary>Durations as the node's configuration writes them: <c>240h</c>, <c>1h30m</c>, <c>30s</c>.</summary>
internal static partial class DurationText
{
    public static TimeSpan Parse(string option, string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success || text.Length == 0)
            throw new OperationException(OperationErrorKind.Invalid, $"{option}: '{text}' is not a duration; write e.g. 240h, 1h30m or 30s.");
        double seconds = (Number(match, "h") * 3600) + (Number(match, "m") * 60) + Number(match, "s");
        return seconds < TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : throw new OperationException(OperationErrorKind.Invalid, $"{option}: '{text}' is too long.");
    }

    public static string Format(TimeSpan duration)
    {
        string text = (duration.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalHours}h") : "")
            + (duration.Minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes}m") : "")
            + (duration.Seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"{duration.Seconds}s") : "");
        return text.Length == 0 ? "0s" : text;
    }

    private static double Number(Match match, string group) =>
        match.Groups[group].Success ? double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?:(?<h>\d{1,9}(?:\.\d{1,9})?)h)?(?:(?<m>\d{1,9}(?:\.\d{1,9})?)m)?(?:(?<s>\d{1,9}(?:\.\d{1,9})?)s)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
