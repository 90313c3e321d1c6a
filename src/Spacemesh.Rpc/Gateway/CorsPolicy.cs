using Microsoft.AspNetCore.Http;

namespace Spacemesh.Rpc.Gateway;

/// <summary>
/// Which browser origins may read answers (spec 09a §3.3). An empty list and the entry <c>*</c> allow all; one <c>*</c> inside an entry stands for any text;
/// comparison ignores case. A disallowed origin is answered too, merely without the headers.
/// </summary>
public sealed class CorsPolicy
{
    private static readonly string[] Methods = ["GET", "POST", "HEAD"];

    /// <summary>Sorted, as browsers send them.</summary>
    private static readonly string[] Headers = ["accept", "content-type", "x-requested-with"];

    private readonly bool _all;
    private readonly HashSet<string> _origins = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, string Suffix)> _patterns = [];

    public CorsPolicy(IReadOnlyCollection<string> allowedOrigins)
    {
        _all = allowedOrigins.Count == 0 || allowedOrigins.Contains("*");
        foreach (string origin in allowedOrigins)
        {
            string lower = origin.ToLowerInvariant();
            int star = lower.IndexOf('*', StringComparison.Ordinal);
            if (star >= 0)
                _patterns.Add((lower[..star], lower[(star + 1)..]));
            else
                _origins.Add(lower);
        }
    }

    /// <summary>Whether an origin may read our answers.</summary>
    public bool Allows(string origin)
    {
        if (_all)
            return true;
        string lower = origin.ToLowerInvariant();
        return _origins.Contains(lower) || _patterns.Exists(pattern => lower.Length >= pattern.Prefix.Length + pattern.Suffix.Length
            && lower.StartsWith(pattern.Prefix, StringComparison.Ordinal) && lower.EndsWith(pattern.Suffix, StringComparison.Ordinal));
    }

    /// <summary>Adds the headers of this policy; true where the request was a preflight and is answered.</summary>
    internal bool Apply(HttpContext http)
    {
        var request = http.Request;
        var response = http.Response.Headers;
        string origin = request.Headers.Origin.ToString();
        string method = request.Headers.AccessControlRequestMethod.ToString();
        if (!HttpMethods.IsOptions(request.Method) || method.Length == 0)
        {
            response.Vary = "Origin";
            if (origin.Length > 0 && Allows(origin))
                response.AccessControlAllowOrigin = _all ? "*" : origin;
            return false;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
        response.Vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
        string headers = request.Headers.AccessControlRequestHeaders.ToString();
        if (origin.Length == 0 || !Allows(origin) || !Methods.Contains(method, StringComparer.Ordinal) || !AllowsHeaders(headers))
            return true;
        response.AccessControlAllowOrigin = _all ? "*" : origin;
        response.AccessControlAllowMethods = method;
        if (headers.Length > 0)
            response.AccessControlAllowHeaders = headers;
        return true;
    }

    private static bool AllowsHeaders(string list)
    {
        int last = -1;
        foreach (string name in list.Length == 0 ? [] : list.Split(','))
        {
            int at = Array.IndexOf(Headers, name);
            if (at <= last)
                return false;
            last = at;
        }

        return true;
    }
}
