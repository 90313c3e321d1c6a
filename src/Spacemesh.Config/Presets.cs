using System.Collections.Immutable;
using Spacemesh.Config.Json;
using Spacemesh.Config.Schema;

namespace Spacemesh.Config;

/// <summary>The complete configurations that come with the program (spec 09b §3.3, §5), as data.</summary>
public static class Presets
{
    /// <summary>Name of the preset that an empty name means.</summary>
    public const string Mainnet = "mainnet";

    /// <summary>Names that may be chosen.</summary>
    public static IReadOnlyList<string> Names { get; } = ["fastnet", "standalone", "testnet"];

    /// <exception cref="ConfigurationException">There is no such preset.</exception>
    internal static ImmutableDictionary<string, object?> Load(string name, MachineProfile machine)
    {
        if (name.Length > 0 && !Names.Contains(name, StringComparer.Ordinal))
            throw new ConfigurationException($"loading config: preset {name} is not registered. select one from the options [{string.Join(' ', Names)}]");
        return Read(name.Length == 0 ? Mainnet : name, machine);
    }

    /// <summary>The values without any preset: a base for tests.</summary>
    internal static ImmutableDictionary<string, object?> LoadDefaults(MachineProfile machine) => Read("defaults", machine);

    private static ImmutableDictionary<string, object?> Read(string resource, MachineProfile machine)
    {
        var reading = new ConfigReading();
        object? values = null;
        foreach (string file in (ReadOnlySpan<string>)[$"{resource}.json", "extensions.json"])
        {
            using var stream = typeof(Presets).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"no preset {file}");
            using var reader = new StreamReader(stream);
            values = ConfigSchema.Root.Read("", Resolved(JsonText.ParseObject(reader.ReadToEnd()), machine)!, values, reading);
        }

        return reading.HasErrors
            ? throw new InvalidOperationException($"preset {resource}: {reading.Describe()}")
            : (ImmutableDictionary<string, object?>)values!;
    }

    private static object? Resolved(object? json, MachineProfile machine) => json switch
    {
        string text => machine.Resolve(text),
        List<object?> list => list.Select(item => Resolved(item, machine)).ToList(),
        Dictionary<string, object?> map => map.ToDictionary(member => member.Key, member => Resolved(member.Value, machine), StringComparer.Ordinal),
        _ => json,
    };
}
