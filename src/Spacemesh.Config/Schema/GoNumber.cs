using System.Globalization;
using System.Numerics;

namespace Spacemesh.Config.Schema;

/// <summary>Whole numbers as options write them: 0x, 0o, 0b and leading-zero octal, with <c>_</c> between digits.</summary>
internal static class GoNumber
{
    /// <exception cref="FormatException">No such number, or out of range; the message has the words that operators know.</exception>
    public static BigInteger Parse(string text, bool signed, int bits, bool prefixes = true)
    {
        string function = signed ? "strconv.ParseInt" : "strconv.ParseUint";
        var invalid = new FormatException($"{function}: parsing \"{text}\": invalid syntax");
        string digits = text;
        bool negative = false;
        if (signed && digits.Length > 0 && digits[0] is '+' or '-')
        {
            negative = digits[0] == '-';
            digits = digits[1..];
        }

        int radix = 10;
        bool underscores = false;
        if (prefixes && digits.Length > 1 && digits[0] == '0')
        {
            (radix, int prefix) = char.ToLowerInvariant(digits[1]) switch
            {
                'x' => (16, 2),
                'o' => (8, 2),
                'b' => (2, 2),
                _ => (8, 1),
            };
            digits = digits[prefix..];
            underscores = true;
        }

        if (prefixes && digits.Contains('_', StringComparison.Ordinal))
        {
            if (digits.EndsWith('_') || digits.Contains("__", StringComparison.Ordinal) || (digits.StartsWith('_') && !underscores))
                throw invalid;
            digits = digits.Replace("_", "", StringComparison.Ordinal);
        }

        if (digits.Length is 0 or > 200)
            throw invalid;
        var value = BigInteger.Zero;
        foreach (char character in digits)
        {
            int digit = char.IsAsciiHexDigit(character) ? Convert.ToInt32(character.ToString(), 16) : radix;
            if (digit >= radix)
                throw invalid;
            value = (value * radix) + digit;
        }

        if (negative)
            value = -value;
        return InRange(value, signed, bits) ? value : throw new FormatException($"{function}: parsing \"{text}\": value out of range");
    }

    public static bool InRange(BigInteger value, bool signed, int bits) =>
        value >= Least(signed, bits) && value <= Most(signed, bits);

    public static BigInteger Least(bool signed, int bits) => signed ? -BigInteger.Pow(2, bits - 1) : BigInteger.Zero;

    public static BigInteger Most(bool signed, int bits) => BigInteger.Pow(2, signed ? bits - 1 : bits) - 1;

    /// <exception cref="FormatException">Not a truth value.</exception>
    public static bool ParseBool(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException($"strconv.ParseBool: parsing \"{text}\": invalid syntax"),
    };

    /// <exception cref="FormatException">Not a number.</exception>
    public static double ParseDouble(string text) =>
        double.TryParse(text, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite), CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new FormatException($"strconv.ParseFloat: parsing \"{text}\": invalid syntax");
}
