using System.Text;

namespace Spacemesh.Libp2p.Encoding;

/// <summary>RFC 4648 base 32 in lower case without padding, the text form of a CID of version 1.</summary>
public static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(((bytes.Length * 8) + 4) / 5);
        int bits = 0;
        int count = 0;
        foreach (byte value in bytes)
        {
            bits = (bits << 8) | value;
            count += 8;
            while (count >= 5)
            {
                count -= 5;
                text.Append(Alphabet[(bits >> count) & 31]);
            }

            bits &= (1 << count) - 1;
        }

        if (count > 0)
            text.Append(Alphabet[(bits << (5 - count)) & 31]);
        return text.ToString();
    }

    /// <summary>Null for a character outside the alphabet or bits left over that are not zero.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[text.Length * 5 / 8];
        int length = 0;
        int bits = 0;
        int count = 0;
        foreach (char character in text)
        {
            int digit = Alphabet.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal);
            if (digit < 0)
                return null;
            bits = (bits << 5) | digit;
            count += 5;
            if (count < 8)
                continue;
            count -= 8;
            bytes[length++] = (byte)(bits >> count);
            bits &= (1 << count) - 1;
        }

        return bits == 0 && count < 5 ? bytes : null;
    }
}
