using System.Text;

namespace Spacemesh.Crypto.Addresses;

/// <summary>Classic bech32 (checksum constant 1) without a length limit, on 5-bit groups.</summary>
public static class Bech32
{
    private const string Charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumGroups = 6;
    private const int ShortestText = 8;
    private const uint Constant = 1;

    /// <summary>Writes groups under a prefix, which is lowered.</summary>
    /// <exception cref="ArgumentException">A group is over 31.</exception>
    public static string Encode(string prefix, ReadOnlySpan<byte> groups)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        string lowered = prefix.ToLowerInvariant();
        var text = new StringBuilder(lowered, lowered.Length + 1 + groups.Length + ChecksumGroups).Append('1');
        foreach (byte group in groups)
            text.Append(group < Charset.Length ? Charset[group] : throw new ArgumentException($"group {group} has more than 5 bits", nameof(groups)));
        return text.Append(Checksum(Encoding.UTF8.GetBytes(lowered), groups)).ToString();
    }

    /// <summary>Reads a text; on failure <paramref name="error"/> is the reference's reason.</summary>
    public static bool TryDecode(string text, out string prefix, out byte[] groups, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        prefix = "";
        groups = [];
        var bytes = Encoding.UTF8.GetBytes(text);
        error = CheckCharacters(bytes);
        if (error.Length > 0)
            return false;
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)char.ToLowerInvariant((char)bytes[i]);

        int separator = Array.LastIndexOf(bytes, (byte)'1');
        if (separator < 1 || separator + ChecksumGroups + 1 > bytes.Length)
        {
            error = $"invalid separator index {separator}";
            return false;
        }

        var data = new byte[bytes.Length - separator - 1];
        for (int i = 0; i < data.Length; i++)
        {
            byte character = bytes[separator + 1 + i];
            int group = Charset.IndexOf((char)character, StringComparison.Ordinal);
            if (group < 0)
            {
                error = $"invalid character not part of charset: {character}";
                return false;
            }

            data[i] = (byte)group;
        }

        var payload = data.AsSpan(0, data.Length - ChecksumGroups);
        string expected = Checksum(bytes.AsSpan(0, separator), payload);
        string actual = Encoding.ASCII.GetString(bytes.AsSpan(bytes.Length - ChecksumGroups));
        if (expected != actual)
        {
            error = $"invalid checksum (expected {expected} got {actual})";
            return false;
        }

        prefix = Encoding.ASCII.GetString(bytes.AsSpan(0, separator));
        groups = payload.ToArray();
        return true;
    }

    private static string CheckCharacters(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < ShortestText)
            return $"invalid bech32 string length {bytes.Length}";
        bool lower = false;
        bool upper = false;
        foreach (byte character in bytes)
        {
            if (character is < 33 or > 126)
                return $"invalid character in string: '{(char)character}'";
            lower |= char.IsAsciiLetterLower((char)character);
            upper |= char.IsAsciiLetterUpper((char)character);
            if (lower && upper)
                return "string not all lowercase or all uppercase";
        }

        return "";
    }

    private static string Checksum(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> groups)
    {
        uint sum = 1;
        foreach (byte character in prefix)
            sum = Step(sum, (uint)character >> 5);
        sum = Step(sum, 0);
        foreach (byte character in prefix)
            sum = Step(sum, character & 31u);
        foreach (byte group in groups)
            sum = Step(sum, group);
        for (int i = 0; i < ChecksumGroups; i++)
            sum = Step(sum, 0);
        sum ^= Constant;

        Span<char> text = stackalloc char[ChecksumGroups];
        for (int i = 0; i < ChecksumGroups; i++)
            text[i] = Charset[(int)((sum >> (5 * (ChecksumGroups - 1 - i))) & 31)];
        return new string(text);
    }

    /// <summary>Multiplies the remainder by x and adds a group, modulo the generator.</summary>
    private static uint Step(uint sum, uint group)
    {
        uint top = sum >> 25;
        sum = ((sum & 0x1ffffff) << 5) ^ group;
        ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        for (int i = 0; i < generator.Length; i++)
        {
            if (((top >> i) & 1) != 0)
                sum ^= generator[i];
        }

        return sum;
    }
}
