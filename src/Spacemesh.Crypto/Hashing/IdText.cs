using System.Globalization;
using System.Text;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Hashing;

/// <summary>Text forms of ids (spec 01 §2.2). The full and the short hex form of an id is its <c>ToString</c>.</summary>
public static class IdText
{
    private const int ShortBytes = 5;
    private const int ShortNodeIdBytes = 3;

    /// <summary>Hex behind <c>0x</c>: hashes.</summary>
    public static string Prefixed<T>(T value)
        where T : struct, IFixedBytes<T> => "0x" + value.ToHex();

    /// <summary>Padded standard base64: activation, node, ballot and block ids and beacons.</summary>
    public static string Base64<T>(T value)
        where T : struct, IFixedBytes<T> => Convert.ToBase64String(T.Span(in value));

    /// <summary>An array of numbers: the JSON of proposal, compact proposal and transaction ids.</summary>
    public static string Numbers<T>(T value)
        where T : struct, IFixedBytes<T>
    {
        var text = new StringBuilder("[");
        foreach (byte number in T.Span(in value))
            text.Append(text.Length == 1 ? "" : ",").Append(number.ToString(CultureInfo.InvariantCulture));
        return text.Append(']').ToString();
    }

    /// <summary>The first five bytes in hex.</summary>
    public static string Short<T>(T value)
        where T : struct, IFixedBytes<T> => Convert.ToHexStringLower(T.Span(in value)[..ShortBytes]);

    /// <summary>The first three bytes in hex.</summary>
    public static string Short(in NodeId value) => Convert.ToHexStringLower(NodeId.Span(in value)[..ShortNodeIdBytes]);

    /// <summary>The first five hex characters, as public keys are printed.</summary>
    public static string ShortKey(in NodeId value) => value.ToHex()[..ShortBytes];

    /// <summary>
    /// Reads hex behind <c>0x</c> or <c>0X</c> of exactly the value's length; on failure <paramref name="error"/> is the
    /// reference's text with <paramref name="typeName"/> in it. Without any character the value is too short, not unprefixed.
    /// </summary>
    public static bool TryParsePrefixed<T>(string text, string typeName, out T value, out string error)
        where T : struct, IFixedBytes<T>
    {
        ArgumentNullException.ThrowIfNull(text);
        value = default;
        bool prefixed = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (!prefixed && text.Length > 0)
        {
            error = $"json: cannot unmarshal hex string without 0x prefix into Go value of type {typeName}";
            return false;
        }

        string digits = prefixed ? text[2..] : text;
        int length = Encoding.UTF8.GetByteCount(digits);
        if (length % 2 != 0)
        {
            error = $"json: cannot unmarshal hex string of odd length into Go value of type {typeName}";
            return false;
        }

        if (length != 2 * T.Size)
        {
            error = $"hex string has length {length}, want {2 * T.Size} for {typeName}";
            return false;
        }

        Span<byte> bytes = stackalloc byte[T.Size];
        if (digits.Length != length || Convert.FromHexString(digits, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            error = $"json: cannot unmarshal invalid hex string into Go value of type {typeName}";
            return false;
        }

        value = T.FromBytes(bytes);
        error = "";
        return true;
    }

    /// <summary>Reads the JSON form of a hash, a string as <see cref="TryParsePrefixed"/> takes it.</summary>
    public static bool TryParsePrefixedJson<T>(string json, string typeName, out T value, out string error)
        where T : struct, IFixedBytes<T>
    {
        ArgumentNullException.ThrowIfNull(json);
        bool parsed;
        if (json.Length >= 2 && json[0] == '"' && json[^1] == '"')
        {
            parsed = TryParsePrefixed(json[1..^1], typeName, out value, out error);
        }
        else
        {
            value = default;
            error = $"json: cannot unmarshal non-string into Go value of type {typeName}";
            parsed = false;
        }

        if (!parsed)
            error = "unmarshal JSON: " + error;
        return parsed;
    }
}
