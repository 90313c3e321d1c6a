using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spacemesh.Node.Smeshing;

/// <summary>
/// The PoETs of a node as its operator changes them while it runs, in <c>poets.json</c> of the data folder: the node writes what it is configured
/// with when it starts, <c>spacemesh poet add</c> and <c>remove</c> write what differs, and the node follows within seconds.
/// </summary>
public sealed record PoetRoster
{
    public const string FileName = "poets.json";

    private const long SizeLimit = 1 << 20;

    /// <summary>The schedule that the node is configured with; PoETs of another one are refused.</summary>
    public TimeSpan PhaseShift { get; init; }

    public TimeSpan CycleGap { get; init; }

    /// <summary>Those of the configuration.</summary>
    public IReadOnlyList<PoetServer> Configured { get; init; } = [];

    /// <summary>Those that were added since.</summary>
    public IReadOnlyList<PoetServer> Added { get; init; } = [];

    /// <summary>Addresses of the configuration that are not used any more.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>Those in use: the configured ones without the removed, then the added ones; each address once.</summary>
    [JsonIgnore]
    public IReadOnlyList<PoetServer> InUse =>
        [.. Configured.Where(server => !Removed.Contains(server.Address, StringComparer.Ordinal)).Concat(Added).DistinctBy(server => server.Address, StringComparer.Ordinal)];

    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>The roster of a data folder; null where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PoetRoster? Find(string folder)
    {
        string path = PathIn(folder);
        if (!File.Exists(path))
            return null;
        try
        {
            if (new FileInfo(path).Length <= SizeLimit
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), PoetRosterJson.Default.PoetRoster) is { Configured: not null, Added: not null, Removed: not null } roster
                && roster.Configured.Concat(roster.Added).All(server => server is { Address.Length: > 0, PublicKey: not null }) && roster.Removed.All(address => address is not null))
                return roster;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is damaged: {exception.Message}. Repair or delete it: the node then uses the PoETs of its configuration", exception);
        }

        throw new InvalidDataException($"{path} is damaged. Repair or delete it: the node then uses the PoETs of its configuration");
    }

    /// <summary>Writes the file as a whole.</summary>
    public void Save(string folder)
    {
        string path = PathIn(folder);
        string temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create))
        {
            JsonSerializer.Serialize(stream, this, PoetRosterJson.Default.PoetRoster);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}

[JsonSerializable(typeof(PoetRoster))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class PoetRosterJson : JsonSerializerContext;
