using System.Collections.Immutable;

namespace Spacemesh.Config.Schema;

/// <summary>An object with known keys, merged key by key. Key case does not matter.</summary>
/// <param name="fields">Its keys.</param>
/// <param name="optional">Whether it may be absent as a whole.</param>
/// <param name="dropped">Keys of earlier releases, each with today's.</param>
internal sealed class SectionKind(
    IReadOnlyDictionary<string, ConfigKind> fields, bool optional = false, IReadOnlyDictionary<string, string>? dropped = null) : ConfigKind
{
    private readonly Dictionary<string, string> _names = fields.Keys.ToDictionary(name => name.ToLowerInvariant(), StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ConfigKind> Fields => fields;

    public override object? Zero => optional ? null : Zeros();

    public override object? Read(string path, object json, object? current, ConfigReading reading)
    {
        if (json is not Dictionary<string, object?> members)
        {
            reading.Mark(path);
            reading.Fail($"'{path}' expected a map, got '{ConfigReading.KindName(json)}'");
            return current;
        }

        var values = ((ImmutableDictionary<string, object?>?)current ?? Zeros()).ToBuilder();
        var unknown = new List<string>();
        foreach (var (key, value) in members)
        {
            string lower = key.ToLowerInvariant();
            if (value is null)
                continue;
            if (_names.TryGetValue(lower, out string? name))
                values[name] = fields[name].Read(Join(path, name), value, values[name], reading);
            else if (dropped?.TryGetValue(lower, out string? today) == true)
                ReadDropped(path, key, today, value, values, reading);
            else
                unknown.Add(lower);
        }

        if (unknown.Count > 0)
        {
            unknown.Sort(StringComparer.Ordinal);
            reading.Fail($"'{path}' has invalid keys: {string.Join(", ", unknown)}");
            foreach (string key in unknown)
            {
                string full = Join(path, key);
                string shown = ConfigReading.ValueText(members.First(member => member.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value);
                reading.Advise(NearestKey.To(full) is { } nearest
                    ? $"{full} = {shown}: there is no such key; did you mean {nearest}?"
                    : $"{full} = {shown}: there is no such key; remove it");
            }
        }

        return values.ToImmutable();
    }

    public override object? Show(object? value) => value is ImmutableDictionary<string, object?> section
        ? fields.OrderBy(field => field.Key, StringComparer.Ordinal).ToDictionary(field => field.Key, field => field.Value.Show(section[field.Key]), StringComparer.Ordinal)
        : null;

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    // A key that guides still show: today's key gets its value unless the file names that too.
    private void ReadDropped(string path, string key, string today, object value, ImmutableDictionary<string, object?>.Builder values, ConfigReading reading)
    {
        if (today.Length == 0)
        {
            reading.Warn($"{Join(path, key)} has no effect any more; remove it");
            return;
        }

        reading.Warn($"{Join(path, key)} is an old name; write {Join(path, today)} instead");
        values[today] = fields[today].Read(Join(path, today), value, values[today], reading);
    }

    private ImmutableDictionary<string, object?> Zeros() =>
        fields.ToImmutableDictionary(field => field.Key, field => field.Value.Zero, StringComparer.Ordinal);
}
