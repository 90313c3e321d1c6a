using System.Text;

namespace Spacemesh.Api.Rendering;

/// <summary>Hex of requests, refused in the words that clients know.</summary>
internal static class SmesherHex
{
    public static byte[] Decode(string text)
    {
        byte[] digits = Encoding.UTF8.GetBytes(text);
        int odd = Array.FindIndex(digits, digit => !char.IsAsciiHexDigit((char)digit));
        if (odd >= 0)
            throw Fault.Invalid($"encoding/hex: invalid byte: {Name(digits[odd])}");
        return digits.Length % 2 == 0 ? Convert.FromHexString(text) : throw Fault.Invalid("encoding/hex: odd length hex string");
    }

    private static string Name(byte value) => value is < 0x20 or (>= 0x7f and < 0xa1) or 0xad ? $"U+{value:X4}" : $"U+{value:X4} '{(char)value}'";
}
