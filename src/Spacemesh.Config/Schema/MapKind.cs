using System.Collections.Immutable;

namespace Spacemesh.Config.Schema;

/// <summary>A map with free keys, which are lower-cased; replaced as a whole. Null is the map that nobody set.</summary>
/// <param name="element">Kind of each value.</param>
/// <param name="check">Throws <see cref="FormatException"/> where the whole does not do.</param>
internal sealed class MapKind(ConfigKind element, Func<ImmutableSortedDictionary<string, object?>, ImmutableSortedDictionary<string, object?>>? check = null) : ConfigKind
{
    public ConfigKind Element => element;

    public override object? Zero => null;

    public override object? Read(string path, object json, object? current, ConfigReading reading)
    {
        reading.Mark(path);
        if (json is not Dictionary<string, object?> members)
        {
            reading.Fail($"'{path}' expected a map, got '{ConfigReading.KindName(json)}'");
            return current;
        }

        var values = ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in members)
            values[key.ToLowerInvariant()] = value is null ? element.Zero : element.Read($"{path}[{key.ToLowerInvariant()}]", value, element.Zero, reading);
        try
        {
            return check is null ? values.ToImmutable() : check(values.ToImmutable());
        }
        catch (FormatException e)
        {
            reading.Fail($"error decoding '{path}': {e.Message}");
            return current;
        }
    }

    public override object? Show(object? value) =>
        value is ImmutableSortedDictionary<string, object?> map ? map.ToDictionary(member => member.Key, member => element.Show(member.Value), StringComparer.Ordinal) : null;
}
