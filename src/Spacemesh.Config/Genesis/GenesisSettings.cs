using System.Globalization;
using System.Text;
using Spacemesh.Config.Json;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;

namespace Spacemesh.Config.Genesis;

/// <summary>What makes a network, as <c>genesis.json</c> keeps it (spec 09b §7).</summary>
/// <param name="Time">Begin of layer 0.</param>
/// <param name="ExtraData">1 to 255 bytes of text.</param>
/// <param name="Accounts">Balances in smidge by address; null where none were ever set.</param>
public sealed record GenesisSettings(GenesisTime Time, string ExtraData, IReadOnlyDictionary<string, ulong>? Accounts)
{
    /// <summary>The settings of a configuration.</summary>
    public static GenesisSettings Of(NodeConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration["genesis"];
        return new(section.Time("genesis-time"), section.Text("genesis-extra-data"), section.IsSet("accounts") ? section.UnsignedMap("accounts") : null);
    }

    /// <summary>Seconds since 1970, downwards.</summary>
    public long UnixSeconds => Time.UnixSeconds;

    /// <summary>The time to 100 ns.</summary>
    public DateTimeOffset Instant => DateTimeOffset.FromUnixTimeSeconds(UnixSeconds).AddTicks(Time.Nanoseconds / 100);

    public GenesisId Id => Crypto.Addresses.Genesis.Id(UnixSeconds, ExtraData);

    public AtxId GoldenAtx => Crypto.Addresses.Genesis.GoldenAtx(UnixSeconds, ExtraData);

    /// <summary>What is wrong with them; null when nothing is.</summary>
    public string? Validate() => Crypto.Addresses.Genesis.Validate(ExtraData);

    /// <summary>The file's text: one line with its line feed.</summary>
    public string ToText()
    {
        var text = new StringBuilder($"{{\"GenesisTime\":\"{Time}\",\"ExtraData\":{Quoted(ExtraData)},\"Accounts\":");
        if (Accounts is null)
            text.Append("null");
        else
            text.Append('{').AppendJoin(',', Accounts.OrderBy(account => account.Key, StringComparer.Ordinal).Select(account => string.Create(CultureInfo.InvariantCulture, $"{Quoted(account.Key)}:{account.Value}"))).Append('}');
        return text.Append("}\n").ToString();
    }

    /// <summary>Reads a file's text. Key case, unknown keys and what follows the object do not matter.</summary>
    /// <exception cref="FormatException">It is no such file.</exception>
    public static GenesisSettings Parse(string text)
    {
        Dictionary<string, object?> members;
        try
        {
            members = JsonText.ParseLeadingObject(text);
        }
        catch (JsonSyntaxException e)
        {
            throw new FormatException(text.AsSpan().Trim().IsEmpty ? "EOF" : e.Message == "unexpected end of JSON input" ? "unexpected EOF" : e.Message, e);
        }

        var time = GenesisTime.Parse("0001-01-01T00:00:00Z");
        string extraData = "";
        Dictionary<string, ulong>? accounts = null;
        foreach (var (key, value) in members)
        {
            switch (key.ToLowerInvariant(), value)
            {
                case (_, null):
                    break;
                case ("genesistime", string textual):
                    time = GenesisTime.Parse(textual);
                    break;
                case ("extradata", string textual):
                    extraData = textual;
                    break;
                case ("accounts", Dictionary<string, object?> given):
                    accounts = new(StringComparer.Ordinal);
                    foreach (var (address, amount) in given)
                    {
                        accounts[address] = amount is JsonNumber number && number.TryGetWhole(out var whole) && whole >= 0 && whole <= ulong.MaxValue
                            ? (ulong)whole
                            : throw new FormatException($"Accounts: the amount of {address} is not a number between 0 and {ulong.MaxValue}");
                    }

                    break;
                case ("genesistime" or "extradata" or "accounts", _):
                    throw new FormatException($"{key} has a value of another kind");
            }
        }

        return new(time, extraData, accounts);
    }

    /// <summary>Whether both make the same network: the time as an instant, and no accounts are as none set.</summary>
    public bool IsSame(GenesisSettings other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Time.UnixSeconds == other.Time.UnixSeconds && Time.Nanoseconds == other.Time.Nanoseconds && ExtraData == other.ExtraData
            && (Accounts ?? Empty).OrderBy(account => account.Key, StringComparer.Ordinal).SequenceEqual((other.Accounts ?? Empty).OrderBy(account => account.Key, StringComparer.Ordinal));
    }

    /// <summary>What differs, a line each: the file's value and the configured one.</summary>
    public IReadOnlyList<string> DifferencesTo(GenesisSettings configured)
    {
        ArgumentNullException.ThrowIfNull(configured);
        var lines = new List<string>();
        if (Time.UnixSeconds != configured.Time.UnixSeconds || Time.Nanoseconds != configured.Time.Nanoseconds)
            lines.AddRange([$"-\tGenesisTime: {Time}", $"+\tGenesisTime: {configured.Time}"]);
        if (ExtraData != configured.ExtraData)
            lines.AddRange([$"-\tExtraData: {Quoted(ExtraData)}", $"+\tExtraData: {Quoted(configured.ExtraData)}"]);
        foreach (string address in (Accounts ?? Empty).Keys.Union((configured.Accounts ?? Empty).Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            bool had = (Accounts ?? Empty).TryGetValue(address, out ulong before);
            bool has = (configured.Accounts ?? Empty).TryGetValue(address, out ulong after);
            if (had && (!has || before != after))
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"-\tAccounts: {address}: {before}"));
            if (has && (!had || before != after))
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"+\tAccounts: {address}: {after}"));
        }

        return lines;
    }

    private static readonly Dictionary<string, ulong> Empty = [];

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char character in text)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
