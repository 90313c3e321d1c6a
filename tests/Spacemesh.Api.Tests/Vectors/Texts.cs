using System.Text.RegularExpressions;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>How much of an error text clients may rely on.</summary>
internal static partial class Texts
{
    /// <summary>
    /// The text without the wording of a decoder and without what follows an unknown template or method: there the reference prints an
    /// address as raw bytes (spec 09a §11.16), and we its text.
    /// </summary>
    public static string Contract(string text) => text.Contains("malformed tx", StringComparison.Ordinal) ? Decoding().Replace(Unknown().Replace(text, "$1"), "") : text;

    [GeneratedRegex("(unknown (template|method)) .*$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Unknown();

    [GeneratedRegex(
        ":? ?(read compact header: EOF|unexpected EOF|EOF|value \\d+ is out of range|value will overflow uint\\d+|invalid compact\\d+ needs \\d+ bytes|\\S+ at offset \\d+: [^)]*)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Decoding();
}
