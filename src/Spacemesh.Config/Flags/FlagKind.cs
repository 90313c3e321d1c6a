using System.Collections.Immutable;
using System.Numerics;
using Spacemesh.Config.Json;
using Spacemesh.Config.Schema;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Config.Flags;

/// <summary>How a flag's text becomes a value (spec 09b §2).</summary>
/// <param name="TypeName">In the usage text.</param>
/// <param name="Parse">Reads one occurrence; <see cref="FormatException"/> says what is wrong.</param>
/// <param name="Merge">Joins an occurrence to what earlier ones gave, or null, and to the configured value.</param>
internal sealed record FlagKind(string TypeName, Func<string, object?> Parse, Func<object?, object?, object?, object?>? Merge = null)
{
    public static readonly FlagKind Bool = new("", text => GoNumber.ParseBool(text));
    public static readonly FlagKind Text = new("string", text => text);
    public static readonly FlagKind Int = Signed(64, "int");
    public static readonly FlagKind UInt = Unsigned(64, "uint");
    public static readonly FlagKind U32 = Unsigned(32, "uint32");
    public static readonly FlagKind U64 = Unsigned(64, "uint");
    public static readonly FlagKind Duration = new("duration", text => GoDuration.Parse(text));

    public static readonly FlagKind Fraction = new(
        "*big.Rat", text => Rational.TryParse(text, out var ratio) ? ratio : throw new FormatException("malformed string provided"));

    public static readonly FlagKind Time = new("Genesis", text => GenesisTime.Parse(text));

    public static readonly FlagKind Provider = new(
        "PostProviderID", text => text.Length == 0 ? null : Quoted("failed to parse PoST Provider ID", text, () => (object)(ulong)GoNumber.Parse(text, signed: false, 32, prefixes: false)));

    public static readonly FlagKind PowFlags = new(
        "PostPowFlags", text => text.Length == 0 ? 0UL : Quoted("failed to parse PoST PoW flags", text, () => (object)(ulong)GoNumber.Parse(text, signed: false, 32, prefixes: false)));

    public static readonly FlagKind RandomXMode = new(
        "PostRandomXMode", text => text is "fast" or "light" ? text : throw new FormatException($"invalid PoST RandomX mode (\"{text}\")"));

    public static readonly FlagKind Difficulty = new("PowDifficulty", text => ConfigKinds.ParseDifficulty(text));

    /// <summary>A list flag replaces the configured list; later occurrences add to it.</summary>
    public static readonly FlagKind Texts = new("strings", text => Items(Csv.Split(text)), Append);

    public static readonly FlagKind Addresses = new(
        "addressList",
        text => Items(Csv.Split(text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text).Select(ConfigKinds.ParseAddress)),
        Append);

    /// <summary>Accounts are added to the configured ones.</summary>
    public static readonly FlagKind Accounts = new("string=uint64", text => ParseAccounts(text), (flag, earlier, configured) =>
    {
        var all = (ImmutableSortedDictionary<string, object?>?)(earlier ?? configured) ?? ImmutableSortedDictionary.Create<string, object?>(StringComparer.Ordinal);
        return all.SetItems((ImmutableSortedDictionary<string, object?>)flag!);
    });

    public static readonly FlagKind PoetServers = new("json", text =>
    {
        try
        {
            var reading = new ConfigReading();
            var value = JsonText.ParseValue(text) is { } json ? ConfigKinds.PoetServers.Read("poet-servers", json, null, reading) : null;
            return reading.HasErrors ? throw new FormatException(reading.Describe()) : value;
        }
        catch (JsonSyntaxException e)
        {
            throw new FormatException(e.Message, e);
        }
    });

    public static readonly FlagKind Dropped = new("string", _ => throw new FormatException("use of deprecated flag"));

    private static FlagKind Signed(int bits, string name) => new(name, text => (long)GoNumber.Parse(text, signed: true, bits));

    private static FlagKind Unsigned(int bits, string name) => new(name, text => (ulong)GoNumber.Parse(text, signed: false, bits));

    private static object Quoted(string what, string text, Func<object> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException e)
        {
            throw new FormatException($"{what} (\"{text}\"): {e.Message}", e);
        }
    }

    private static object Append(object? flag, object? earlier, object? configured) =>
        earlier is ImmutableArray<object?> before ? before.AddRange((ImmutableArray<object?>)flag!) : flag!;

    private static ImmutableArray<object?> Items(IEnumerable<string> items) => [.. items];

    private static ImmutableSortedDictionary<string, object?> ParseAccounts(string text)
    {
        var accounts = ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);
        foreach (string item in Csv.Split(text))
        {
            int equals = item.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                throw new FormatException($"{item} must be formatted as key=value");
            BigInteger amount = GoNumber.Parse(item[(equals + 1)..], signed: false, 64, prefixes: false);
            accounts[item[..equals]] = (ulong)amount;
        }

        return accounts.ToImmutable();
    }
}
