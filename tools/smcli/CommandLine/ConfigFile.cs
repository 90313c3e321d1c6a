namespace Spacemesh.Smcli.CommandLine;

/// <summary>
/// The configuration file: top-level <c>key: value</c> lines of YAML. Keys that smcli knows are defaults of the flags of the same name;
/// a file that does not read is passed over, as users are used to.
/// </summary>
internal sealed class ConfigFile
{
    private const int MaxSize = 1 << 20;

    private readonly Dictionary<string, string> _values;

    private ConfigFile(string path, Dictionary<string, string> values)
    {
        Path = path;
        _values = values;
    }

    public string Path { get; }

    /// <summary>Reads the file; null where there is none that reads.</summary>
    /// <param name="path">Its name as it is printed.</param>
    /// <param name="directory">Where a relative name begins.</param>
    public static ConfigFile? TryRead(string path, string directory)
    {
        string full = System.IO.Path.Combine(directory, path);
        try
        {
            if (!File.Exists(full) || new FileInfo(full).Length > MaxSize)
                return null;
            var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            int depth = 0;
            foreach (string line in File.ReadLines(full))
            {
                string content = line.Split(" #", 2)[0].TrimEnd();
                if (content.Length == 0 || content.TrimStart().StartsWith('#') || content is "---" or "...")
                    continue;
                if (content.StartsWith('\t'))
                    return null;
                depth += content.Count(character => character is '[' or '{') - content.Count(character => character is ']' or '}');
                int colon = content.IndexOf(':', StringComparison.Ordinal);
                bool nested = content[0] is ' ' or '-';
                if (!nested && depth >= 0 && colon <= 0)
                    return null;
                if (!nested && colon > 0)
                    values[content[..colon].Trim()] = content[(colon + 1)..].Trim().Trim('"', '\'');
            }

            return depth == 0 ? new ConfigFile(path, values) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public string? Get(string key) => _values.GetValueOrDefault(key);
}
