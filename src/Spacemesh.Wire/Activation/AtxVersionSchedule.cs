using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>Which ATX version is in force from which publish epoch on: option <c>main.atx-versions</c> (spec 01 §7.4).</summary>
public sealed class AtxVersionSchedule
{
    private readonly (EpochId From, AtxVersion Version)[] _entries;

    private AtxVersionSchedule((EpochId From, AtxVersion Version)[] entries) => _entries = entries;

    /// <summary>Version 1 for ever: what every preset has.</summary>
    public static AtxVersionSchedule Default { get; } = new([]);

    /// <summary>Makes a schedule; on failure <paramref name="error"/> has the reference's text.</summary>
    public static bool TryCreate(IEnumerable<KeyValuePair<EpochId, uint>> versions, out AtxVersionSchedule schedule, out string? error)
    {
        var entries = versions.OrderBy(entry => entry.Key).ToArray();
        schedule = Default;
        error = null;
        uint previous = (uint)AtxVersion.V1;
        foreach (var (_, version) in entries)
        {
            if (version is < (uint)AtxVersion.V1 or > (uint)AtxVersion.V2)
                error = $"ATX version: {version} not in range [V{(uint)AtxVersion.V1}:V{(uint)AtxVersion.V2}]";
            else if (version < previous)
                error = $"cannot decrease ATX version from V{previous} to V{version}";
            if (error is not null)
                return false;
            previous = version;
        }

        schedule = new([.. entries.Select(entry => (entry.Key, (AtxVersion)entry.Value))]);
        return true;
    }

    /// <summary>The version of ATXs published in <paramref name="epoch"/>.</summary>
    public AtxVersion VersionAt(EpochId epoch)
    {
        var version = AtxVersion.V1;
        foreach (var entry in _entries)
        {
            if (entry.From > epoch)
                break;
            version = entry.Version;
        }

        return version;
    }
}
