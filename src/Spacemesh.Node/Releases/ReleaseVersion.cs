using System.Globalization;
using System.Text.RegularExpressions;

namespace Spacemesh.Node.Releases;

/// <summary>A release's number; one with a suffix (1.2.3-rc1) comes before the one without.</summary>
public readonly partial record struct ReleaseVersion(int Major, int Minor, int Patch, string Suffix) : IComparable<ReleaseVersion>
{
    /// <exception cref="FormatException">It is no version.</exception>
    public static ReleaseVersion Parse(string text) => TryParse(text, out var version) ? version : throw new FormatException($"'{text}' is no version");

    public static bool TryParse(string text, out ReleaseVersion version)
    {
        var match = Pattern().Match(text);
        version = match.Success
            ? new ReleaseVersion(Number(match, "major"), Number(match, "minor"), Number(match, "patch"), match.Groups["suffix"].Value)
            : default;
        return match.Success;
    }

    public static bool operator <(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) >= 0;

    public int CompareTo(ReleaseVersion other)
    {
        if ((Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch)) is not 0 and var order)
            return order;
        return (Suffix ?? "").Length == 0 || (other.Suffix ?? "").Length == 0
            ? (other.Suffix ?? "").Length.CompareTo((Suffix ?? "").Length)
            : string.CompareOrdinal(Suffix, other.Suffix);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"v{Major}.{Minor}.{Patch}{(string.IsNullOrEmpty(Suffix) ? "" : "-")}{Suffix}");

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    // What follows a plus is the build and orders nothing.
    [GeneratedRegex(@"^v?(?<major>[0-9]{1,6})\.(?<minor>[0-9]{1,6})\.(?<patch>[0-9]{1,6})(?:-(?<suffix>[0-9A-Za-z.-]{1,40}))?(?:\+[0-9A-Za-z.-]*)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
