namespace Spacemesh.Libp2p.Encoding;

/// <summary>The Bitcoin alphabet's base 58, for short strings.</summary>
public static class Base58
{
    /// <summary>Longest text that is decoded: conversion is quadratic.</summary>
    public const int MaximumLength = 512;

    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private static readonly sbyte[] Digits = MakeDigits();

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        int zeros = bytes.IndexOfAnyExcept((byte)0);
        if (zeros < 0)
            return new string('1', bytes.Length);
        byte[] digits = new byte[(bytes.Length * 138 / 100) + 1];
        int length = 0;
        foreach (byte value in bytes)
        {
            int carry = value;
            int i = 0;
            for (; i < length || carry != 0; i++)
            {
                carry += digits[i] << 8;
                digits[i] = (byte)(carry % 58);
                carry /= 58;
            }

            length = i;
        }

        return string.Create(zeros + length, (digits, length, zeros), static (text, state) =>
        {
            text[..state.zeros].Fill('1');
            for (int i = 0; i < state.length; i++)
                text[state.zeros + i] = Alphabet[state.digits[state.length - 1 - i]];
        });
    }

    /// <summary>Null for a character outside the alphabet or a text that is too long.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.Length > MaximumLength)
            return null;
        int zeros = text.IndexOfAnyExcept('1');
        if (zeros < 0)
            return new byte[text.Length];
        byte[] bytes = new byte[text.Length];
        int length = 0;
        foreach (char character in text)
        {
            int carry = character < Digits.Length ? Digits[character] : -1;
            if (carry < 0)
                return null;
            int i = 0;
            for (; i < length || carry != 0; i++)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            length = i;
        }

        byte[] result = new byte[zeros + length];
        for (int i = 0; i < length; i++)
            result[zeros + i] = bytes[length - 1 - i];
        return result;
    }

    private static sbyte[] MakeDigits()
    {
        sbyte[] digits = new sbyte[128];
        digits.AsSpan().Fill(-1);
        for (int i = 0; i < Alphabet.Length; i++)
            digits[Alphabet[i]] = (sbyte)i;
        return digits;
    }
}
