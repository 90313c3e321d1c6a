using System.Collections;
using System.Text;

namespace Spacemesh.Rpc;

/// <summary>
/// Metadata of a call in order of appearance. Keys are lower-case; keys that end in <c>-bin</c> carry bytes, the others printable ASCII.
/// Not for use by several threads at once.
/// </summary>
public sealed class RpcMetadata : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<(string Key, string? Text, byte[]? Bytes)> _entries = [];

    public int Count => _entries.Count;

    /// <summary>Adds a text entry.</summary>
    /// <exception cref="ArgumentException">The key or the value holds characters that HTTP/2 or gRPC does not allow.</exception>
    public void Add(string key, string value)
    {
        key = Checked(key);
        if (IsBinary(key))
            throw new ArgumentException($"Metadata key {key} ends in -bin and needs bytes.", nameof(key));
        foreach (char c in value)
        {
            if (c is < ' ' or > '~')
                throw new ArgumentException($"The value of metadata key {key} holds a character that is not printable ASCII; use a key that ends in -bin.", nameof(value));
        }

        _entries.Add((key, value, null));
    }

    /// <summary>Adds a binary entry; the key ends in <c>-bin</c>.</summary>
    public void Add(string key, ReadOnlySpan<byte> value)
    {
        key = Checked(key);
        if (!IsBinary(key))
            throw new ArgumentException($"Metadata key {key} carries bytes and must end in -bin.", nameof(key));
        _entries.Add((key, null, value.ToArray()));
    }

    /// <summary>The last text value of a key, or null.</summary>
    public string? Get(string key) => _entries.FindLast(entry => string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase)).Text;

    /// <summary>The last bytes of a <c>-bin</c> key, or null.</summary>
    public byte[]? GetBytes(string key) => _entries.FindLast(entry => string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase)).Bytes;

    /// <summary>Every value of a key; binary ones in base64.</summary>
    public IEnumerable<string> GetAll(string key) =>
        _entries.Where(entry => string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase)).Select(Wire);

    /// <summary>Entries as they travel: bytes in base64 without padding.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        foreach (var entry in _entries)
            yield return new(entry.Key, Wire(entry));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static bool IsBinary(string key) => key.EndsWith("-bin", StringComparison.Ordinal);

    /// <summary>Adds what arrived on the wire; false where a binary value is no base64.</summary>
    internal bool TryAddWire(string key, string value)
    {
        if (!IsBinary(key))
        {
            _entries.Add((key, value, null));
            return true;
        }

        foreach (string part in value.Split(','))
        {
            if (!TryDecode(part.Trim(' '), out byte[] bytes))
                return false;
            _entries.Add((key, null, bytes));
        }

        return true;
    }

    internal static bool TryDecode(string text, out byte[] bytes)
    {
        string padded = (text.Length % 4) switch { 2 => text + "==", 3 => text + "=", _ => text };
        bytes = new byte[Encoding.ASCII.GetMaxByteCount(padded.Length)];
        bool valid = Convert.TryFromBase64String(padded, bytes, out int written);
        bytes = valid ? bytes[..written] : [];
        return valid;
    }

    private static string Wire((string Key, string? Text, byte[]? Bytes) entry) => entry.Text ?? Convert.ToBase64String(entry.Bytes!).TrimEnd('=');

    private static string Checked(string key)
    {
        string lower = key.ToLowerInvariant();
        if (lower.Length == 0 || lower.StartsWith("grpc-", StringComparison.Ordinal)
            || !lower.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' or '.'))
            throw new ArgumentException($"'{key}' is not a metadata key: letters, digits, '-', '_' and '.' are, and grpc-* is reserved.", nameof(key));
        return lower;
    }
}
