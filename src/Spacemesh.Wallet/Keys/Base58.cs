using System.Numerics;

namespace Spacemesh.Wallet.Keys;

/// <summary>Base58 with Bitcoin's alphabet, as smcli prints keys on request.</summary>
public static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        int zeros = bytes.IndexOfAnyExcept((byte)0);
        zeros = zeros < 0 ? bytes.Length : zeros;
        var digits = new List<char>();
        for (var value = new BigInteger(bytes, isUnsigned: true, isBigEndian: true); !value.IsZero;)
        {
            value = BigInteger.DivRem(value, Alphabet.Length, out var digit);
            digits.Add(Alphabet[(int)digit]);
        }

        digits.AddRange(Enumerable.Repeat(Alphabet[0], zeros));
        digits.Reverse();
        return new string([.. digits]);
    }
}
