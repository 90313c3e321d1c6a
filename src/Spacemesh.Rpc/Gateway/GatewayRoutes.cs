namespace Spacemesh.Rpc.Gateway;

/// <summary>The routes of a listener. Paths without variables are looked up, the others tried one by one.</summary>
internal sealed class GatewayRoutes
{
    private readonly Dictionary<string, List<GatewayRoute>> _fixed = new(StringComparer.Ordinal);
    private readonly List<GatewayRoute> _patterns = [];

    /// <exception cref="ArgumentException">Two methods claim one verb and path.</exception>
    public GatewayRoutes(IEnumerable<GatewayRoute> routes)
    {
        foreach (var route in routes)
        {
            string path = route.Path.Text;
            if (path.AsSpan().IndexOfAny("{*:") >= 0)
            {
                _patterns.Add(route);
                continue;
            }

            if (!_fixed.TryGetValue(path, out var list))
                _fixed[path] = list = [];
            if (list.Exists(other => other.Verb == route.Verb))
                throw new ArgumentException($"Two methods claim {route.Verb} {path}.");
            list.Add(route);
        }
    }

    public GatewayRoute? Find(string verb, string[] components, out List<KeyValuePair<string, string>> values)
    {
        values = [];
        if (_fixed.TryGetValue(PathOf(components), out var list) && list.Find(route => route.Verb == verb) is { } found)
            return found;
        foreach (var route in _patterns)
        {
            if (route.Verb == verb && route.Path.TryMatch(components, out values))
                return route;
        }

        return null;
    }

    /// <summary>Whether any verb leads somewhere from here.</summary>
    public bool IsKnown(string[] components) => _fixed.ContainsKey(PathOf(components)) || _patterns.Exists(route => route.Path.TryMatch(components, out _));

    // A component with a decoded '/' in it matches no literal.
    private static string PathOf(string[] components) =>
        Array.Exists(components, component => component.Contains('/', StringComparison.Ordinal)) ? "" : "/" + string.Join('/', components);
}
