using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Bootstrap;

/// <summary>The JSON of an update (spec 08 §14).</summary>
public static class BootstrapDocument
{
    public const string DefaultVersion = "https://spacemesh.io/bootstrap.schema.json.1.0";

    private const int ShortestBeacon = 8;

    /// <summary>Reads a document.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="version">The schema that it must name.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="BootstrapException">It is none.</exception>
    public static BootstrapUpdate Parse(ReadOnlyMemory<byte> bytes, string version, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return Read(document.RootElement, version);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new BootstrapException($"bootstrap update {name}: {exception.Message}", exception);
        }
    }

    /// <summary>The document of an update.</summary>
    public static byte[] Write(BootstrapUpdate update, string version = DefaultVersion)
    {
        ArgumentNullException.ThrowIfNull(update);
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("version", version);
            json.WriteStartObject("data");
            json.WriteStartObject("epoch");
            json.WriteNumber("number", update.Epoch.Value);
            json.WriteString("beacon", update.Beacon.ToHex());
            if (update.ActiveSet.Count == 0)
            {
                json.WriteNull("activeSet");
            }
            else
            {
                json.WriteStartArray("activeSet");
                foreach (var id in update.ActiveSet)
                    json.WriteStringValue(id.ToHex());
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return output.ToArray();
    }

    private static BootstrapUpdate Read(JsonElement root, string version)
    {
        var epoch = Object(Field(Object(Field(Object(root, "document"), "data"), "data"), "epoch"), "data.epoch");
        string named = Text(Field(root, "version"), "version");
        uint number = !epoch.TryGetProperty("number", out var value) ? 0
            : value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out uint parsed) ? parsed
            : throw new FormatException("data.epoch.number is no epoch");
        var set = ActiveSet(epoch);
        string? beacon = epoch.TryGetProperty("beacon", out var text) ? Text(text, "data.epoch.beacon") : null;
        if (named != version)
            throw new FormatException($"version is '{named}', not '{version}'");
        return new BootstrapUpdate(new EpochId(number), BeaconOf(beacon), set);
    }

    private static Beacon BeaconOf(string? text)
    {
        if (text is null || new StringInfo(text).LengthInTextElements < ShortestBeacon)
            throw new FormatException($"data.epoch.beacon is not at least {ShortestBeacon} characters long");
        byte[] bytes = new byte[text.Length / 2];
        return text.Length % 2 == 0 && Convert.FromHexString(text, bytes, out _, out int written) == System.Buffers.OperationStatus.Done && written >= Beacon.Size
            ? Beacon.FromBytes(bytes.AsSpan(0, Beacon.Size))
            : throw new FormatException("data.epoch.beacon is not hexadecimal");
    }

    private static List<AtxId> ActiveSet(JsonElement epoch)
    {
        var set = new List<AtxId>();
        if (!epoch.TryGetProperty("activeSet", out var list) || list.ValueKind == JsonValueKind.Null)
            return set;
        if (list.ValueKind != JsonValueKind.Array)
            throw new FormatException("data.epoch.activeSet is no list");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in list.EnumerateArray())
        {
            string text = Text(element, $"data.epoch.activeSet[{set.Count}]");
            if (!seen.Add(text))
                throw new FormatException($"data.epoch.activeSet: {text} stands twice");
            set.Add(Lenient(text));
        }

        return set;
    }

    /// <summary>What the reference makes of a hash: the digits up to the first wrong one, at the right end of 32 bytes.</summary>
    private static AtxId Lenient(string text)
    {
        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        if (digits.Length % 2 == 1)
            digits = "0" + digits;
        int length = 0;
        while (length + 1 < digits.Length && char.IsAsciiHexDigit(digits[length]) && char.IsAsciiHexDigit(digits[length + 1]))
            length += 2;
        byte[] bytes = Convert.FromHexString(digits.AsSpan(0, length));
        Span<byte> id = stackalloc byte[AtxId.Size];
        id.Clear();
        var used = bytes.Length > id.Length ? bytes.AsSpan(bytes.Length - id.Length) : bytes;
        used.CopyTo(id[(id.Length - used.Length)..]);
        return AtxId.FromBytes(id);
    }

    private static JsonElement Field(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value : throw new FormatException($"{name} is missing");

    private static JsonElement Object(JsonElement value, string name) => value.ValueKind == JsonValueKind.Object ? value : throw new FormatException($"{name} is no object");

    private static string Text(JsonElement value, string name) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"{name} is no text");
}
