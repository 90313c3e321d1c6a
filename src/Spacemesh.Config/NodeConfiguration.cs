using System.Collections.Immutable;
using Spacemesh.Config.Flags;
using Spacemesh.Config.Json;
using Spacemesh.Config.Schema;

namespace Spacemesh.Config;

/// <summary>The effective configuration of a node: preset, file and flags, each over the one before (spec 09b §3).</summary>
public sealed class NodeConfiguration
{
    private readonly IReadOnlyDictionary<string, ConfigOrigin> _origins;
    private readonly ConfigOrigin _preset;

    private NodeConfiguration(
        ImmutableDictionary<string, object?> values, IReadOnlyDictionary<string, ConfigOrigin> origins, ConfigOrigin preset, IReadOnlyList<string> warnings)
    {
        Root = new ConfigurationSection("", ConfigSchema.Root, values);
        _origins = origins;
        _preset = preset;
        Warnings = warnings;
    }

    /// <summary>All values.</summary>
    public ConfigurationSection Root { get; }

    /// <summary>What is accepted but should be changed; worth one log line each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Loads what a command line asks for.</summary>
    /// <exception cref="ConfigurationException">The file or the preset cannot be used.</exception>
    public static NodeConfiguration Load(CommandLine commandLine, MachineProfile machine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        if (!commandLine.TryGetText("config", out string? path) || path.Length == 0)
            return Load(commandLine, machine, null, "");
        string text;
        try
        {
            text = Directory.Exists(path) ? "" : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is FileNotFoundException or DirectoryNotFoundException ? "no such file or directory" : e is UnauthorizedAccessException ? "permission denied" : e.Message;
            throw new ConfigurationException($"opening config file: open {path}: {reason}", e);
        }

        return Load(commandLine, machine, text, path);
    }

    /// <summary>Loads with the text of a file; null where there is none.</summary>
    /// <exception cref="ConfigurationException">The file or the preset cannot be used.</exception>
    public static NodeConfiguration Load(CommandLine commandLine, MachineProfile machine, string? fileText, string fileName)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        ArgumentNullException.ThrowIfNull(machine);
        var file = fileText is null ? [] : ParseFile(fileText);
        string preset = commandLine.TryGetText("preset", out string? flag) && flag.Length > 0 ? flag
            : file.FirstOrDefault(member => member.Key.Equals("preset", StringComparison.OrdinalIgnoreCase)).Value as string ?? "";
        object? values = Presets.Load(preset, machine);
        var origins = new Dictionary<string, ConfigOrigin>(StringComparer.Ordinal);

        var reading = new ConfigReading();
        values = ConfigSchema.Root.Read("", file, values, reading);
        if (reading.HasErrors)
            throw new ConfigurationException($"loading config: unmarshal config: {reading.Describe()}");
        foreach (string path in reading.Set)
            origins[path] = new ConfigOrigin(ConfigOriginKind.File, fileName);

        var merged = Apply(commandLine, (ImmutableDictionary<string, object?>)values!, origins);
        return new NodeConfiguration(merged, origins, new ConfigOrigin(ConfigOriginKind.Preset, preset.Length == 0 ? Presets.Mainnet : preset), reading.Warnings);
    }

    /// <summary>The complete configuration of a preset.</summary>
    /// <exception cref="ConfigurationException">There is no such preset.</exception>
    public static NodeConfiguration OfPreset(string name, MachineProfile machine) =>
        new(Presets.Load(name, machine), new Dictionary<string, ConfigOrigin>(), new ConfigOrigin(ConfigOriginKind.Preset, name.Length == 0 ? Presets.Mainnet : name), []);

    /// <summary>The values that hold without any preset: what tests begin with.</summary>
    public static NodeConfiguration Defaults(MachineProfile machine) =>
        new(Presets.LoadDefaults(machine), new Dictionary<string, ConfigOrigin>(), new ConfigOrigin(ConfigOriginKind.Preset, "defaults"), []);

    /// <summary>A section by its path.</summary>
    public ConfigurationSection this[string section] => Root.Section(section);

    /// <summary>Where the value of a path comes from.</summary>
    public ConfigOrigin OriginOf(string path)
    {
        for (string part = path; part.Length > 0; part = part.LastIndexOf('.') is >= 0 and var dot ? part[..dot] : "")
        {
            if (_origins.TryGetValue(part, out var origin))
                return origin;
        }

        return _preset;
    }

    private static Dictionary<string, object?> ParseFile(string text)
    {
        try
        {
            return (Dictionary<string, object?>)Nested(JsonText.ParseObject(text))!;
        }
        catch (JsonSyntaxException e)
        {
            throw new ConfigurationException($"loading config: can't load config: While parsing config: {e.Message}", e);
        }
    }

    // A dot in a key parts levels; null and {} say nothing.
    private static object? Nested(object? json)
    {
        if (json is not Dictionary<string, object?> members)
            return json is List<object?> list ? list.Select(item => item is Dictionary<string, object?> ? Elements(item) : item).ToList() : json;
        var result = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in members)
        {
            var inner = Nested(value);
            if (inner is null or Dictionary<string, object?> { Count: 0 })
                continue;
            string[] parts = key.Split('.');
            var at = result;
            foreach (string part in parts[..^1])
            {
                if (!at.TryGetValue(part, out var next) || next is not Dictionary<string, object?> level)
                    at[part] = level = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
                at = level;
            }

            if (inner is Dictionary<string, object?> added && at.TryGetValue(parts[^1], out var there) && there is Dictionary<string, object?> existing)
                Merge(existing, added);
            else
                at[parts[^1]] = inner;
        }

        return result;
    }

    private static Dictionary<string, object?> Elements(object item) =>
        ((Dictionary<string, object?>)item).ToDictionary(member => member.Key, member => member.Value, StringComparer.Ordinal);

    private static void Merge(Dictionary<string, object?> into, Dictionary<string, object?> from)
    {
        foreach (var (key, value) in from)
        {
            if (value is Dictionary<string, object?> added && into.TryGetValue(key, out var there) && there is Dictionary<string, object?> existing)
                Merge(existing, added);
            else
                into[key] = value;
        }
    }

    private static ImmutableDictionary<string, object?> Apply(CommandLine line, ImmutableDictionary<string, object?> values, Dictionary<string, ConfigOrigin> origins)
    {
        var given = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (flag, value) in line.Flags)
        {
            if (flag.Path.Length == 0)
                continue;
            string[] path = flag.Path.Split('.');
            var merged = flag.Kind.Merge is { } merge ? merge(value, given.GetValueOrDefault(flag.Path), Get(values, path)) : value;
            given[flag.Path] = merged;
            values = Set(values, path, merged);
            origins[flag.Path] = new ConfigOrigin(ConfigOriginKind.Flag, $"--{flag.Name}");
        }

        return values;
    }

    private static object? Get(ImmutableDictionary<string, object?> section, ReadOnlySpan<string> path) =>
        path.Length == 1 ? section[path[0]] : Get((ImmutableDictionary<string, object?>)section[path[0]]!, path[1..]);

    private static ImmutableDictionary<string, object?> Set(ImmutableDictionary<string, object?> section, ReadOnlySpan<string> path, object? value) =>
        section.SetItem(path[0], path.Length == 1 ? value : Set((ImmutableDictionary<string, object?>)section[path[0]]!, path[1..], value));
}
