using System.Text.RegularExpressions;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>How much of an error text clients may rely on.</summary>
internal static partial class Texts
{
    /// <summary>
    /// What a malformed transaction is refused for; what follows is the wording of a decoder, or an address as raw bytes (spec 09a §11.16).
    /// All of any other text.
    /// </summary>
    public static string Contract(string text) => Malformed().Match(text) is { Success: true } match ? match.Value : text;

    [GeneratedRegex("^.*malformed tx:? (failed to decode (version|principal|method arguments|method|template|payload)|unknown (template|method))", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Malformed();
}
