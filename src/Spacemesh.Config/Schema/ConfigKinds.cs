using System.Collections.Immutable;
using System.Globalization;
using Spacemesh.Config.Json;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;

namespace Spacemesh.Config.Schema;

/// <summary>The kinds that keys have.</summary>
internal static class ConfigKinds
{
    public static readonly ConfigKind Bool = new BoolKind();
    public static readonly ConfigKind Text = new TextKind();
    public static readonly ConfigKind Int = new IntegerKind(signed: true, 64, "int");
    public static readonly ConfigKind UInt = new IntegerKind(signed: false, 64, "uint");
    public static readonly ConfigKind U8 = new IntegerKind(signed: false, 8, "uint8");
    public static readonly ConfigKind U16 = new IntegerKind(signed: false, 16, "uint16");
    public static readonly ConfigKind U32 = new IntegerKind(signed: false, 32, "uint32");
    public static readonly ConfigKind U64 = new IntegerKind(signed: false, 64, "uint64");
    public static readonly ConfigKind Real = new RealKind();
    public static readonly ConfigKind Duration = new DurationKind();
    public static readonly ConfigKind Texts = new ListKind(Text, splits: true);

    public static readonly ConfigKind Fraction = new ParsedKind(
        default(Rational),
        text => Rational.TryParse(text, out var ratio) ? ratio : throw new FormatException("malformed string representing big.Rat was provided"),
        number => double.IsFinite(number.ToDouble()) ? Rational.FromDouble(number.ToDouble()) : throw new FormatException("malformed string representing big.Rat was provided"),
        (path, _) => $"error decoding '{path}': malformed string representing big.Rat was provided",
        value => value.ToString());

    /// <summary>A multiaddr. Its full form is judged where it is used.</summary>
    public static readonly ConfigKind Address = new ParsedKind(
        "", ParseAddress, null, (path, json) => $"'{path}' expected type 'multiaddr.Multiaddr', got '{ConfigReading.TypeName(json)}'", value => value);

    public static readonly ConfigKind Addresses = new ListKind(Address, splits: true);

    public static readonly ConfigKind Time = new ParsedKind(
        GenesisTime.Parse("0001-01-01T00:00:00Z"),
        text => GenesisTime.Parse(text),
        null,
        (path, json) => $"'{path}' expected a map, got '{ConfigReading.KindName(json)}'",
        value => value.ToString());

    /// <summary>A PoST provider's number as <see cref="ulong"/>, or null: unset.</summary>
    public static readonly ConfigKind Provider = new ParsedKind(
        null,
        text => throw InvalidProvider(text),
        number => number.TryGetWhole(out var whole) && whole >= 0 && whole <= uint.MaxValue ? (ulong)whole : throw InvalidProvider(ConfigReading.ValueText(number)),
        (path, json) => $"error decoding '{path}': invalid provider ID value: {ConfigReading.ValueText(json)}",
        value => new JsonNumber(string.Create(CultureInfo.InvariantCulture, $"{value}")));

    /// <summary>32 bytes as lower-case hex.</summary>
    public static readonly ConfigKind Difficulty = new ParsedKind(
        new string('0', 64), ParseDifficulty, null, (path, json) => $"'{path}' expected 64 hex digits, got '{ConfigReading.TypeName(json)}'", value => value);

    public static readonly ConfigKind CommitteeUpgrade = new SectionKind(
        new Dictionary<string, ConfigKind>(StringComparer.Ordinal) { ["layer"] = U32, ["size"] = U16 }, optional: true);

    /// <summary>Publish epoch to ATX version.</summary>
    public static readonly ConfigKind AtxVersions = new MapKind(U8, CheckAtxVersions);

    public static readonly ConfigKind PoetServers = new ListKind(Section(
        ("address", Text),
        ("pubkey", new ParsedKind(
            "", ParseBase64, null, (path, json) => $"'{path}' expected type 'string', got unconvertible type '{ConfigReading.TypeName(json)}', value: '{ConfigReading.ValueText(json)}'", value => value))));

    /// <summary>Was a single server before there were several.</summary>
    public static readonly ConfigKind DroppedPoetServer = new ParsedKind(
        null, _ => throw DroppedField(), _ => throw DroppedField(), (path, _) => $"error decoding '{path}': {DroppedField().Message}", _ => null);

    public static SectionKind Section(params ReadOnlySpan<(string Name, ConfigKind Kind)> fields) => Section(null, fields);

    public static SectionKind Section(IReadOnlyDictionary<string, string>? dropped, params ReadOnlySpan<(string Name, ConfigKind Kind)> fields)
    {
        var map = new Dictionary<string, ConfigKind>(StringComparer.Ordinal);
        foreach (var (name, kind) in fields)
            map.Add(name, kind);
        return new SectionKind(map, dropped: dropped);
    }

    /// <exception cref="FormatException">Not a multiaddr.</exception>
    public static string ParseAddress(string text)
    {
        if (!text.StartsWith('/'))
            throw new FormatException($"address {text} is not a valid multiaddr: failed to parse multiaddr \"{text}\": must begin with /");
        return text.TrimEnd('/');
    }

    /// <exception cref="FormatException">Not 64 hex digits.</exception>
    public static string ParseDifficulty(string text)
    {
        if (text.Length != 64)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"expected 32 bytes, got {text.Length / 2}"));
        int bad = text.AsSpan().IndexOfAnyExcept("0123456789abcdefABCDEF");
        return bad < 0 ? text.ToLowerInvariant() : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"expected 32 bytes, got {bad / 2}"));
    }

    /// <exception cref="FormatException">Not base64.</exception>
    public static string ParseBase64(string text)
    {
        int bad = text.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
        if (bad < 0 && text.Length % 4 == 0 && Convert.TryFromBase64String(text, new byte[text.Length], out _))
            return text;
        throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {(bad < 0 ? text.Length / 4 * 4 : bad)}"));
    }

    private static FormatException InvalidProvider(string text) => new($"invalid provider ID value: {text}");

    private static FormatException DroppedField() => new("use of deprecated config field; name the servers in main.poet-servers: [{\"address\": \"…\", \"pubkey\": \"…\"}]");

    private static ImmutableSortedDictionary<string, object?> CheckAtxVersions(ImmutableSortedDictionary<string, object?> versions)
    {
        var epochs = new SortedDictionary<ulong, ulong>();
        var errors = new List<string>();
        foreach (var (key, version) in versions)
        {
            try
            {
                epochs[(ulong)GoNumber.Parse(key, signed: false, 32)] = (ulong)version!;
            }
            catch (FormatException e)
            {
                errors.Add($"* cannot parse '[{key}]' as uint: {e.Message}");
            }
        }

        if (errors.Count > 0)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{errors.Count} error(s) decoding:\n\n{string.Join('\n', errors)}"));
        ulong before = 0;
        foreach (ulong version in epochs.Values)
        {
            if (version is < (ulong)AtxVersionRange.First or > (ulong)AtxVersionRange.Last)
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"ATX version: {version} not in range [V{AtxVersionRange.First}:V{AtxVersionRange.Last}]"));
            if (version < before)
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"cannot decrease ATX version from V{before} to V{version}"));
            before = version;
        }

        return epochs.ToImmutableSortedDictionary(entry => entry.Key.ToString(CultureInfo.InvariantCulture), entry => (object?)entry.Value, StringComparer.Ordinal);
    }

    private static class AtxVersionRange
    {
        public const int First = 1;
        public const int Last = 2;
    }
}
