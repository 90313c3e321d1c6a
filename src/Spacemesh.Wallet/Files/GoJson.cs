using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Spacemesh.Wallet.Files;

/// <summary>
/// JSON as the reference reads it: keys in any letter case, the last of equal ones counts, null changes nothing; and its error texts,
/// which users know.
/// </summary>
internal static class GoJson
{
    private const int MaxDepth = 64;

    /// <summary>The first value of a text; what follows it is ignored unless <paramref name="whole"/>.</summary>
    /// <exception cref="WalletException">There is none.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> text, bool whole)
    {
        int start = text.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0)
            throw new WalletException(whole ? "unexpected end of JSON input" : "EOF");
        if (!"{[\"-0123456789tfn"u8.Contains(text[start]))
            throw new WalletException($"invalid character {Quoted(text[start..])} looking for beginning of value");
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true });
            using var document = JsonDocument.ParseValue(ref reader);
            var rest = text[(int)reader.BytesConsumed..];
            int next = rest.IndexOfAnyExcept(" \t\r\n"u8);
            if (whole && next >= 0)
                throw new WalletException($"invalid character {Quoted(rest[next..])} after top-level value");
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new WalletException($"invalid JSON at byte {exception.BytePositionInLine} of line {exception.LineNumber + 1}", exception);
        }
    }

    /// <exception cref="WalletException">The value is neither an object nor null.</exception>
    public static JsonElement? Object(JsonElement? value, string where) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Object } found => found,
        { } other => throw Unfit(other, where),
    };

    /// <summary>The last member of that name, in any letter case; null where there is none.</summary>
    public static JsonElement? Member(JsonElement? parent, string name)
    {
        JsonElement? found = null;
        if (parent is { } value)
        {
            foreach (var member in value.EnumerateObject())
            {
                if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    found = member.Value;
            }
        }

        return found;
    }

    public static string Text(JsonElement? parent, string name, string path) => Member(parent, name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => "",
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
        { } other => throw Unfit(other, $"Go struct field .{path}{name} of type string"),
    };

    public static long Integer(JsonElement? parent, string name, string path)
    {
        const string Type = "of type int";
        switch (Member(parent, name))
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return 0;
            case { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out long number):
                return number;
            case { ValueKind: JsonValueKind.Number } value:
                throw new WalletException($"json: cannot unmarshal number {value.GetRawText()} into Go struct field .{path}{name} {Type}");
            case { } other:
                throw Unfit(other, $"Go struct field .{path}{name} {Type}");
        }
    }

    public static byte[] Hex(JsonElement? parent, string name, string path)
    {
        string text = Text(parent, name, path);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsAscii || !char.IsAsciiHexDigit((char)rune.Value))
                throw new WalletException($"encoding/hex: invalid byte: U+{Encoding.UTF8.GetBytes(rune.ToString())[0].ToString("X4", CultureInfo.InvariantCulture)} {Quoted(Encoding.UTF8.GetBytes(rune.ToString()))}");
        }

        return text.Length % 2 == 0 ? Convert.FromHexString(text) : throw new WalletException("encoding/hex: odd length hex string");
    }

    public static WalletException Unfit(JsonElement value, string where)
    {
        string kind = value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => "bool",
            var other => other.ToString().ToLowerInvariant(),
        };
        return new WalletException($"json: cannot unmarshal {kind} into {where}");
    }

    private static string Quoted(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'\'' => "'\\''",
        (byte)'"' => "'\"'",
        < 0x20 or >= 0x7f => string.Create(CultureInfo.InvariantCulture, $"'\\x{text[0]:x2}'"),
        var character => $"'{(char)character}'",
    };
}
