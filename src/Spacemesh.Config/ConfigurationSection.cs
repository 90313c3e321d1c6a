using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spacemesh.Config.Json;
using Spacemesh.Config.Schema;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;

namespace Spacemesh.Config;

/// <summary>
/// Values of one section by their keys, which are those of the file. A key or kind that does not exist is a bug of the caller:
/// <see cref="KeyNotFoundException"/>, <see cref="InvalidCastException"/>.
/// </summary>
public sealed class ConfigurationSection
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SectionKind _kind;
    private readonly ImmutableDictionary<string, object?> _values;

    internal ConfigurationSection(string path, SectionKind kind, ImmutableDictionary<string, object?> values) => (Path, _kind, _values) = (path, kind, values);

    /// <summary>Where it stands; empty for the whole.</summary>
    public string Path { get; }

    /// <summary>A section within, by its path.</summary>
    public ConfigurationSection Section(string path) => TrySection(path) ?? throw new KeyNotFoundException($"{Path}: section {path} is not set");

    /// <summary>An optional section within; null where it is absent.</summary>
    public ConfigurationSection? TrySection(string path)
    {
        var at = this;
        foreach (string name in path.Split('.'))
        {
            if (at._values[name] is not ImmutableDictionary<string, object?> values)
                return null;
            at = new ConfigurationSection(SectionKind.Join(at.Path, name), (SectionKind)at._kind.Fields[name], values);
        }

        return at;
    }

    public string Text(string key) => (string)_values[key]!;

    public bool Bool(string key) => (bool)_values[key]!;

    public int Int(string key) => checked((int)Math.Clamp(Long(key), int.MinValue, int.MaxValue));

    public long Long(string key) => (long)_values[key]!;

    public ulong Unsigned(string key) => (ulong)_values[key]!;

    public uint U32(string key) => checked((uint)Unsigned(key));

    public double Real(string key) => (double)_values[key]!;

    public Rational Fraction(string key) => (Rational)_values[key]!;

    /// <summary>In nanoseconds.</summary>
    public long Nanoseconds(string key) => (long)_values[key]!;

    /// <summary>To 100 ns.</summary>
    public TimeSpan Duration(string key) => TimeSpan.FromTicks(Nanoseconds(key) / 100);

    public GenesisTime Time(string key) => (GenesisTime)_values[key]!;

    /// <summary>Bytes written as hex.</summary>
    public byte[] Hex(string key) => Convert.FromHexString(Text(key));

    /// <summary>A number that may be unset.</summary>
    public uint? OptionalU32(string key) => _values[key] is ulong value ? checked((uint)value) : null;

    /// <summary>A list of texts; empty where none is set.</summary>
    public IReadOnlyList<string> Texts(string key) => _values[key] is ImmutableArray<object?> items ? [.. items.Select(item => (string)item!)] : [];

    /// <summary>A list of whole numbers; empty where none is set.</summary>
    public IReadOnlyList<long> Longs(string key) => _values[key] is ImmutableArray<object?> items ? [.. items.Select(item => (long)item!)] : [];

    /// <summary>A list of sections; empty where none is set.</summary>
    public IReadOnlyList<ConfigurationSection> Sections(string key) => _values[key] is ImmutableArray<object?> items
        ? [.. items.Select((item, i) => new ConfigurationSection(
            string.Create(CultureInfo.InvariantCulture, $"{SectionKind.Join(Path, key)}[{i}]"),
            (SectionKind)((ListKind)_kind.Fields[key]).Element,
            (ImmutableDictionary<string, object?>)item!))]
        : [];

    /// <summary>A map of whole numbers; empty where none is set.</summary>
    public IReadOnlyDictionary<string, ulong> UnsignedMap(string key) =>
        Map(key).ToDictionary(entry => entry.Key, entry => (ulong)entry.Value!, StringComparer.Ordinal);

    /// <summary>A map of texts; empty where none is set.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string key) =>
        Map(key).ToDictionary(entry => entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);

    /// <summary>A map of sections; empty where none is set.</summary>
    public IReadOnlyDictionary<string, ConfigurationSection> SectionMap(string key) => Map(key).ToDictionary(
        entry => entry.Key,
        entry => new ConfigurationSection($"{SectionKind.Join(Path, key)}.{entry.Key}", (SectionKind)((MapKind)_kind.Fields[key]).Element, (ImmutableDictionary<string, object?>)entry.Value!),
        StringComparer.Ordinal);

    /// <summary>Whether a list or map was set, even to nothing.</summary>
    public bool IsSet(string key) => _values[key] is not null;

    /// <summary>Every key with its value as JSON, in the order of their paths; sections are followed to their keys.</summary>
    public IEnumerable<KeyValuePair<string, string>> Flatten()
    {
        foreach (var (name, kind) in _kind.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            string path = SectionKind.Join(Path, name);
            if (kind is SectionKind inner && _values[name] is ImmutableDictionary<string, object?> values)
            {
                foreach (var below in new ConfigurationSection(path, inner, values).Flatten())
                    yield return below;
            }
            else
            {
                yield return new(path, JsonOf(kind.Show(_values[name]), indented: false));
            }
        }
    }

    /// <summary>The section as a file would set it.</summary>
    public string ToJson() => JsonOf(_kind.Show(_values), indented: true);

    private static string JsonOf(object? value, bool indented)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, indented ? Indented : Indented with { Indented = false }))
            Write(writer, value);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case JsonNumber number:
                writer.WriteRawValue(number.Text);
                break;
            case List<object?> list:
                writer.WriteStartArray();
                foreach (var item in list)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case Dictionary<string, object?> map:
                writer.WriteStartObject();
                foreach (var (key, item) in map.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(key);
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    private ImmutableSortedDictionary<string, object?> Map(string key) =>
        (ImmutableSortedDictionary<string, object?>?)_values[key] ?? ImmutableSortedDictionary.Create<string, object?>(StringComparer.Ordinal);
}
