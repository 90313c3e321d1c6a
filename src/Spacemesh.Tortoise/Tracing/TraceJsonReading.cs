using System.Globalization;
using System.Text.Json;
using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tracing;

/// <summary>Reads the values of a trace (spec 06 §20). What does not fit throws <see cref="TraceFormatException"/> with the field's name.</summary>
internal static class TraceJsonReading
{
    public static JsonElement Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value
            : throw new TraceFormatException($"field '{name}' is missing");

    public static JsonElement? Optional(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    public static uint Number(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt32(out uint number)
            ? number
            : throw new TraceFormatException($"field '{name}' is not a number of 32 bits");

    public static ulong Long(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt64(out ulong number)
            ? number
            : throw new TraceFormatException($"field '{name}' is not a number of 64 bits");

    public static bool Flag(this JsonElement element, string name) => element.Field(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new TraceFormatException($"field '{name}' is neither true nor false"),
    };

    public static string Text(this JsonElement element, string name) =>
        element.Optional(name) is not { } value ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw new TraceFormatException($"field '{name}' is not a text");

    public static LayerId Layer(this JsonElement element, string name) => new(element.Number(name));

    public static T Id<T>(this JsonElement element, string name)
        where T : struct, IFixedBytes<T> =>
        element.Field(name) is { ValueKind: JsonValueKind.String } value && value.TryGetBytesFromBase64(out byte[]? bytes) && bytes.Length == T.Size
            ? T.FromBytes(bytes)
            : throw new TraceFormatException($"field '{name}' is not {T.Size} bytes in base64");

    /// <summary>A hash in hex, with or without 0x.</summary>
    public static Hash32 Hash(this JsonElement element, string name)
    {
        string text = element.Text(name);
        string digits = text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text;
        return digits.Length == 2 * Hash32.Size && digits.All(char.IsAsciiHexDigit)
            ? Hash32.FromBytes(Convert.FromHexString(digits))
            : throw new TraceFormatException($"field '{name}' is not a hash in hex");
    }

    /// <summary>A weight: signed decimal text in units of 2^-56.</summary>
    public static Fixed Weight(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String || !Int128.TryParse(element.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var raw))
            throw new TraceFormatException("a weight is not a decimal number in text");
        return raw < 0 ? -Fixed.FromRaw((UInt128)(-raw)) : Fixed.FromRaw((UInt128)raw);
    }

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Optional(name) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : throw new TraceFormatException($"field '{name}' is not a list");

    public static IEnumerable<(uint Key, JsonElement Value)> Numbered(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new TraceFormatException("a table of layers or epochs is not an object");
        foreach (var property in element.EnumerateObject())
        {
            yield return uint.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out uint key)
                ? (key, property.Value)
                : throw new TraceFormatException($"'{property.Name}' is not the number of a layer or epoch");
        }
    }

    public static Vote Header(this JsonElement element) => new(element.Id<BlockId>("id"), element.Layer("lid"), element.Long("height"));

    public static Opinion ReadOpinion(this JsonElement element) => new(
        element.Hash("hash"),
        new Votes(
            element.Id<BallotId>("base"),
            element.Items("support").Select(Header).ToScaleList(),
            element.Items("against").Select(Header).ToScaleList(),
            element.Items("abstain").Select(ReadLayer).ToScaleList()));

    public static TortoiseBallot ReadBallot(this JsonElement element) => new(
        element.Id<BallotId>("id"),
        element.Id<NodeId>("node"),
        element.Layer("lid"),
        element.Number("elig"),
        element.Id<AtxId>("atxid"),
        element.Field("opinion").ReadOpinion(),
        element.Optional("epochdata") is { } data ? new ReferenceEpochData(data.Id<Beacon>("beacon"), data.Number("elig")) : null,
        element.Optional("ref") is null ? null : element.Id<BallotId>("ref"),
        element.Flag("mal"));

    public static AtxEntry ReadAtx(this JsonElement element)
    {
        var atx = element.Field("Atx");
        byte[] coinbase = [.. atx.Items("Coinbase").Select(part => part.ValueKind == JsonValueKind.Number && part.TryGetByte(out byte value)
            ? value
            : throw new TraceFormatException("field 'Coinbase' is not a list of bytes"))];
        if (coinbase.Length != Address.Size)
            throw new TraceFormatException($"field 'Coinbase' is not {Address.Size} bytes");
        return new AtxEntry(
            element.Id<AtxId>("id"),
            atx.Id<NodeId>("Node"),
            Address.FromBytes(coinbase),
            atx.Long("Weight"),
            atx.Long("BaseHeight"),
            atx.Long("Height"),
            atx.Long("Nonce"));
    }

    public static TortoiseOptions ReadOptions(this JsonElement element) => new()
    {
        LayersPerEpoch = element.Number("epoch-size"),
        EffectiveGenesis = element.Layer("effective-genesis"),
        Hdist = element.Number("hdist"),
        Zdist = element.Number("zdist"),
        WindowSize = element.Number("window"),
        MaxExceptions = element.Number("exceptions"),
        BadBeaconVoteDelayLayers = element.Number("delay"),
        LayerSize = element.Number("layer-size"),
        HistoricalWindows = [.. element.Items("historical").Select(item => new HistoricalWindow(item.Layer("Start"), item.Layer("End"), item.Number("Window")))],
    };

    public static LayerResult ReadResult(this JsonElement element) => new(
        element.Layer("lid"),
        element.Flag("v"),
        element.Hash("opinion"),
        [.. element.Items("blocks").Select(block => new BlockResult(
            block.Field("header").Header(), block.Flag("d"), block.Flag("h"), block.Flag("v"), block.Flag("i"), block.Flag("l")))]);

    private static LayerId ReadLayer(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetUInt32(out uint layer)
            ? new LayerId(layer)
            : throw new TraceFormatException("a layer is not a number of 32 bits");
}
