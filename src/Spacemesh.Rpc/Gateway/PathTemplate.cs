namespace Spacemesh.Rpc.Gateway;

/// <summary>
/// A path of a <c>google.api.http</c> annotation: literals, <c>*</c>, <c>**</c>, <c>{field}</c>, <c>{field=segments}</c> and a trailing <c>:verb</c>.
/// </summary>
internal sealed class PathTemplate
{
    private readonly List<Segment> _segments = [];
    private readonly string _verb = "";

    /// <exception cref="ArgumentException">The template is malformed.</exception>
    public PathTemplate(string template)
    {
        Text = template;
        if (!template.StartsWith('/'))
            throw Malformed("does not begin with '/'");
        int colon = template.LastIndexOf(':');
        if (colon > template.LastIndexOf('/') && colon > template.LastIndexOf('}'))
        {
            _verb = template[(colon + 1)..];
            template = template[..colon];
        }

        int at = 1;
        while (at <= template.Length)
        {
            if (at < template.Length && template[at] == '{')
            {
                int end = template.IndexOf('}', at);
                if (end < 0)
                    throw Malformed("lacks a '}'");
                string variable = template[(at + 1)..end];
                int equals = variable.IndexOf('=', StringComparison.Ordinal);
                string name = equals < 0 ? variable : variable[..equals];
                foreach (string part in (equals < 0 ? "*" : variable[(equals + 1)..]).Split('/'))
                    _segments.Add(new Segment(part, name));
                at = end + 1;
                if (at < template.Length && template[at] != '/')
                    throw Malformed("has text behind a '}'");
                at++;
            }
            else
            {
                int end = template.IndexOf('/', at);
                end = end < 0 ? template.Length : end;
                _segments.Add(new Segment(template[at..end], null));
                at = end + 1;
            }
        }

        int rest = _segments.FindIndex(segment => segment.IsRest);
        if (rest >= 0 && rest != _segments.Count - 1)
            throw Malformed("has '**' before its end");
    }

    public string Text { get; }

    /// <summary>The fields the path binds.</summary>
    public IEnumerable<string> Variables => _segments.Where(segment => segment.Variable is not null).Select(segment => segment.Variable!).Distinct(StringComparer.Ordinal);

    /// <summary>Matches decoded path components; the values of the variables come with it.</summary>
    public bool TryMatch(string[] components, out List<KeyValuePair<string, string>> values)
    {
        values = [];
        if (_verb.Length > 0)
        {
            string last = components[^1];
            if (!last.EndsWith(":" + _verb, StringComparison.Ordinal))
                return false;
            components = [.. components[..^1], last[..^(_verb.Length + 1)]];
        }

        var parts = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (int i = 0; i < _segments.Count; i++)
        {
            var segment = _segments[i];
            if (segment.IsRest)
            {
                if (components.Length < i)
                    return false;
                Note(parts, segment, components[i..]);
                break;
            }

            if (i >= components.Length || !(segment.IsAny || string.Equals(segment.Text, components[i], StringComparison.Ordinal)))
                return false;
            Note(parts, segment, [components[i]]);
            if (i == _segments.Count - 1 && components.Length > _segments.Count)
                return false;
        }

        values.AddRange(parts.Select(part => KeyValuePair.Create(part.Key, string.Join('/', part.Value))));
        return true;
    }

    private static void Note(Dictionary<string, List<string>> parts, Segment segment, IEnumerable<string> components)
    {
        if (segment.Variable is null)
            return;
        if (!parts.TryGetValue(segment.Variable, out var list))
            parts[segment.Variable] = list = [];
        list.AddRange(components);
    }

    private ArgumentException Malformed(string fault) => new($"The path template {Text} {fault}.");

    private readonly record struct Segment(string Text, string? Variable)
    {
        public bool IsAny => Text == "*";

        public bool IsRest => Text == "**";
    }
}
