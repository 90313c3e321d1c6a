namespace Spacemesh.Tools.Certifier;

/// <summary>
/// The part of YAML that the config file uses: nested mappings by indentation, scalars plain or quoted, comments.
/// A node is a scalar or a mapping.
/// </summary>
internal sealed class YamlNode
{
    private readonly Dictionary<string, YamlNode> _children = new(StringComparer.Ordinal);

    /// <summary>The scalar; null for a mapping and for an empty value.</summary>
    public string? Scalar { get; private set; }

    /// <summary>A child, or null.</summary>
    public YamlNode? this[string key] => _children.GetValueOrDefault(key);

    /// <exception cref="CertifierException">The text uses more of YAML than is understood here.</exception>
    public static YamlNode Parse(string text)
    {
        var root = new YamlNode();
        var open = new Stack<(int Indent, YamlNode Node)>();
        open.Push((-1, root));
        int number = 0;
        foreach (string raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            string line = WithoutComment(raw).TrimEnd();
            if (line.Length == 0 || line == "---")
                continue;
            int indent = line.Length - line.TrimStart(' ').Length;
            int colon = line.IndexOf(':');
            string content = line.Trim();
            if (content == "{}" || (colon >= 0 && colon + 1 < line.Length && line[colon + 1] != ' ') || colon < 0 || content.StartsWith("- ", StringComparison.Ordinal) || line.Contains('\t'))
            {
                if (content == "{}")
                    continue;
                throw new CertifierException($"line {number} of the configuration is not `key: value`: {content}");
            }

            while (open.Peek().Indent >= indent)
                open.Pop();
            var node = new YamlNode();
            string value = line[(colon + 1)..].Trim();
            if (value.Length > 0 && value != "{}")
                node.Scalar = Unquote(value);
            open.Peek().Node._children[Unquote(line[..colon].Trim())] = node;
            open.Push((indent, node));
        }

        return root;
    }

    /// <summary>Sets a top-level scalar.</summary>
    public void Set(string key, string value) => _children[key] = new YamlNode { Scalar = value };

    private static string WithoutComment(string line)
    {
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            if (quote != '\0')
                quote = line[i] == quote ? '\0' : quote;
            else if (line[i] is '"' or '\'')
                quote = line[i];
            else if (line[i] == '#' && (i == 0 || line[i - 1] == ' '))
                return line[..i];
        }

        return line;
    }

    private static string Unquote(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
