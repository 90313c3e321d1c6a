using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Spacemesh.Poet.Http;

/// <summary>
/// The address of a PoET as configured. Its text is the identity under which registrations are stored, so nothing of it is normalised
/// but a missing scheme, which becomes <c>http</c> (spec 03 §14.2).
/// </summary>
public sealed partial class PoetAddress
{
    private readonly string _scheme;
    private readonly string? _authority;
    private readonly string _path;
    private readonly string _tail;
    private readonly bool _opaque;

    private PoetAddress(string scheme, string? authority, string path, string tail, bool opaque)
    {
        _scheme = scheme;
        _authority = authority;
        _path = path;
        _tail = tail;
        _opaque = opaque;
    }

    /// <summary>The identity.</summary>
    public string Identity => _opaque
        ? $"{_scheme}:{_path}{_tail}"
        : _authority is null && _path.Length == 0 ? $"{_scheme}:{_tail}" : $"{_scheme}://{_authority}{_path}{_tail}";

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is not usable; the text says why.</exception>
    public static PoetAddress Parse(string text) => TryParse(text, out var address, out string? fault) ? address : throw new FormatException(fault);

    public static bool TryParse(string text, [NotNullWhen(true)] out PoetAddress? address, [NotNullWhen(false)] out string? fault)
    {
        address = null;
        fault = null;
        if (text.Any(char.IsControl))
        {
            fault = $"parse \"{text}\": invalid control character in URL";
            return false;
        }

        int tailAt = text.AsSpan().IndexOfAny('?', '#');
        string tail = tailAt < 0 ? "" : text[tailAt..];
        string rest = tailAt < 0 ? text : text[..tailAt];
        var scheme = Scheme().Match(rest);
        string name = scheme.Success ? scheme.Groups[1].Value.ToLowerInvariant() : "http";
        if (scheme.Success)
            rest = rest[scheme.Length..];
        else if (rest.Split('/')[0].Contains(':'))
            fault = $"parse \"{text}\": first path segment in URL cannot contain colon";

        if (fault is not null)
            return false;
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            int slash = rest.IndexOf('/', 2);
            string authority = slash < 0 ? rest[2..] : rest[2..slash];
            if (!IsAuthority(authority, out string? reason))
            {
                fault = $"parse \"{text}\": {reason}";
                return false;
            }

            address = new PoetAddress(name, authority, slash < 0 ? "" : rest[slash..], tail, opaque: false);
            return true;
        }

        bool opaque = scheme.Success && rest.Length > 0 && rest[0] != '/';
        address = new PoetAddress(name, null, rest, tail, opaque);
        return true;
    }

    /// <summary>The URL of a request below this address; <c>.</c> and <c>..</c> segments are resolved here only.</summary>
    public string Request(string path)
    {
        if (_opaque)
            return Identity;
        var segments = new List<string>();
        foreach (string segment in $"{_path}/{path}".Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
                segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
            else if (segment != ".")
                segments.Add(segment);
        }

        bool rooted = _authority is not null || _path.StartsWith('/');
        return $"{_scheme}://{_authority}{(rooted ? "/" : "")}{string.Join('/', segments)}{_tail}";
    }

    public override string ToString() => Identity;

    private static bool IsAuthority(string authority, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        string host = authority[(authority.LastIndexOf('@') + 1)..];
        if (host.StartsWith('['))
        {
            int end = host.IndexOf(']');
            if (end < 0)
                reason = "missing ']' in host";
            host = end < 0 ? "" : host[(end + 1)..];
        }

        int colon = host.LastIndexOf(':');
        if (reason is null && colon >= 0 && !host.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9'))
            return true;
        if (reason is null && colon >= 0)
            reason = $"invalid port \"{host[colon..]}\" after host";
        else if (reason is null && host.Contains(' '))
            reason = "invalid character \" \" in host name";
        return reason is null;
    }

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*):", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();
}
