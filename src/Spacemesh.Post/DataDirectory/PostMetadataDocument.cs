using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Spacemesh.Post.DataDirectory;

/// <summary>
/// The fields of <c>postdata_metadata.json</c> as the reference reads and writes them, ids of any length (spec 02 §4.2).
/// <see cref="PostMetadata"/> is what the rest of the program uses.
/// </summary>
public sealed record PostMetadataDocument
{
    public byte[]? NodeId { get; init; }

    public byte[]? CommitmentAtxId { get; init; }

    public ulong LabelsPerUnit { get; init; }

    public uint NumUnits { get; init; }

    public ulong MaxFileSize { get; init; }

    public ulong? Nonce { get; init; }

    public byte[]? NonceValue { get; init; }

    public ulong? LastPosition { get; init; }

    /// <summary>A field of a draft format that never shipped; 0 when absent.</summary>
    public ulong Version { get; init; }

    /// <summary>Reads a metadata text as the reference's node and <c>postcli</c> do.</summary>
    /// <exception cref="PostDataException">The text is refused; the message names the field.</exception>
    public static PostMetadataDocument Parse(ReadOnlySpan<byte> json) => Parse(json, seen: null);

    /// <summary>
    /// Reads a metadata text as the reference's native library does: keys match exactly, none of the first five may be missing
    /// and none may be repeated, base64 may lack its padding, NonceValue is not looked at.
    /// </summary>
    /// <exception cref="PostDataException">The text is refused; the message names the field.</exception>
    public static PostMetadataDocument ParseNative(ReadOnlySpan<byte> json)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var document = Parse(json, seen);
        foreach (string field in NativeRequired)
        {
            if (!seen.Contains(field))
                throw new PostDataException($"metadata field {field} is missing");
        }

        return document;
    }

    private static readonly string[] NativeRequired = [nameof(NodeId), nameof(CommitmentAtxId), nameof(LabelsPerUnit), nameof(NumUnits), nameof(MaxFileSize)];

    private static PostMetadataDocument Parse(ReadOnlySpan<byte> json, HashSet<string>? seen)
    {
        var document = new PostMetadataDocument();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new PostDataException($"the metadata is {Describe(reader.TokenType)} where an object is expected");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                string key = Name(ref reader);
                reader.Read();
                document = seen is null ? document.With(key, ref reader) : document.WithNative(key, seen, ref reader);
            }

            // Anything after the object is an error, which the reader reports itself.
            reader.Read();
            return document;
        }
        catch (JsonException exception)
        {
            throw new PostDataException($"the metadata is no valid JSON: {exception.Message}", exception);
        }
    }

    /// <summary>The text the reference writes: fields in order, tab-indented, absent ones left out.</summary>
    public byte[] Write()
    {
        var text = new StringBuilder("{");
        Field("NodeId", Base64(NodeId));
        Field("CommitmentAtxId", Base64(CommitmentAtxId));
        Field("LabelsPerUnit", Number(LabelsPerUnit));
        Field("NumUnits", Number(NumUnits));
        Field("MaxFileSize", Number(MaxFileSize));
        if (Nonce is { } nonce)
            Field("Nonce", Number(nonce));
        if (NonceValue is { Length: > 0 } value)
            Field("NonceValue", $"\"{Convert.ToHexStringLower(value)}\"");
        if (LastPosition is { } position)
            Field("LastPosition", Number(position));
        text.Append("\n}");
        return Encoding.UTF8.GetBytes(text.ToString());

        void Field(string name, string json) => text.Append(text.Length == 1 ? "\n" : ",\n").Append("\t\"").Append(name).Append("\": ").Append(json);

        static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

        static string Base64(byte[]? bytes) => bytes is null ? "null" : $"\"{Convert.ToBase64String(bytes)}\"";
    }

    private PostMetadataDocument With(string key, ref Utf8JsonReader reader)
    {
        bool isNull = reader.TokenType == JsonTokenType.Null;
        if (Is(key, nameof(NodeId)))
            return this with { NodeId = isNull ? null : Bytes(nameof(NodeId), ref reader) };
        if (Is(key, nameof(CommitmentAtxId)))
            return this with { CommitmentAtxId = isNull ? null : Bytes(nameof(CommitmentAtxId), ref reader) };
        if (Is(key, nameof(LabelsPerUnit)))
            return isNull ? this : this with { LabelsPerUnit = Number(nameof(LabelsPerUnit), ulong.MaxValue, ref reader) };
        if (Is(key, nameof(NumUnits)))
            return isNull ? this : this with { NumUnits = (uint)Number(nameof(NumUnits), uint.MaxValue, ref reader) };
        if (Is(key, nameof(MaxFileSize)))
            return isNull ? this : this with { MaxFileSize = Number(nameof(MaxFileSize), ulong.MaxValue, ref reader) };
        if (Is(key, nameof(Nonce)))
            return this with { Nonce = isNull ? null : Number(nameof(Nonce), ulong.MaxValue, ref reader) };
        if (Is(key, nameof(NonceValue)))
            return this with { NonceValue = isNull ? null : Hex(nameof(NonceValue), ref reader) };
        if (Is(key, nameof(LastPosition)))
            return this with { LastPosition = isNull ? null : Number(nameof(LastPosition), ulong.MaxValue, ref reader) };
        if (key == nameof(Version) && reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out ulong version))
            return this with { Version = version };
        reader.Skip();
        return this;
    }

    private PostMetadataDocument WithNative(string key, HashSet<string> seen, ref Utf8JsonReader reader)
    {
        bool known = NativeRequired.Contains(key, StringComparer.Ordinal) || key is nameof(Nonce) or nameof(LastPosition);
        if (!known)
        {
            reader.Skip();
            return this;
        }

        if (!seen.Add(key))
            throw new PostDataException($"metadata field {key} is given twice");
        if (reader.TokenType == JsonTokenType.Null && key is not (nameof(Nonce) or nameof(LastPosition)))
            throw new PostDataException($"metadata field {key} is empty");
        if (key is not (nameof(NodeId) or nameof(CommitmentAtxId)))
            return With(key, ref reader);
        byte[] id = Base64(key, Text(key, ref reader).TrimEnd('='));
        return key == nameof(NodeId) ? this with { NodeId = id } : this with { CommitmentAtxId = id };
    }

    // The reference folds case as Unicode does: the Kelvin sign and the long s are k and s.
    private static bool Is(string key, string name) =>
        string.Equals(key.Replace('\u212A', 'k').Replace('\u017F', 's'), name, StringComparison.OrdinalIgnoreCase);

    private static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Not valid UTF-16: no field of ours.
            return "";
        }
    }

    private static ulong Number(string field, ulong maximum, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
            throw new PostDataException($"metadata field {field} is {Describe(reader.TokenType)} where a number is expected");
        var raw = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        if (raw.ContainsAnyExceptInRange((byte)'0', (byte)'9') || !reader.TryGetUInt64(out ulong number) || number > maximum)
            throw new PostDataException($"metadata field {field} is {Encoding.UTF8.GetString(raw)} where a whole number from 0 to {maximum} is expected");
        return number;
    }

    private static byte[] Bytes(string field, ref Utf8JsonReader reader)
    {
        string text = Text(field, ref reader);
        // Line breaks are skipped, other white space is not.
        return text.Contains(' ', StringComparison.Ordinal) || text.Contains('\t', StringComparison.Ordinal)
            ? throw new PostDataException($"metadata field {field} is no standard padded base64: {text}")
            : Decode(field, text);
    }

    private static byte[] Base64(string field, string unpadded) => Decode(field, unpadded.PadRight((unpadded.Length + 3) / 4 * 4, '='));

    private static byte[] Decode(string field, string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException exception)
        {
            throw new PostDataException($"metadata field {field} is no standard padded base64: {text}", exception);
        }
    }

    private static byte[]? Hex(string field, ref Utf8JsonReader reader)
    {
        string text = Text(field, ref reader);
        try
        {
            return text.Length == 0 ? null : Convert.FromHexString(text);
        }
        catch (FormatException exception)
        {
            throw new PostDataException($"metadata field {field} is no hexadecimal text: {text}", exception);
        }
    }

    private static string Text(string field, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new PostDataException($"metadata field {field} is {Describe(reader.TokenType)} where a text is expected");
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new PostDataException($"metadata field {field} holds bytes that are no text", exception);
        }
    }

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a truth value",
        _ => "empty",
    };
}
