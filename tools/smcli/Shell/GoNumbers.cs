using System.Globalization;
using System.Numerics;

namespace Spacemesh.Smcli.Shell;

/// <summary>Numbers as the reference reads them, with its error texts.</summary>
internal static class GoNumbers
{
    /// <summary>A decimal number of 16 bits with sign.</summary>
    public static short Int16(string text)
    {
        var digits = text.AsSpan();
        bool signed = digits.Length > 0 && digits[0] is '+' or '-';
        digits = signed ? digits[1..] : digits;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            throw new CommandException($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
        var value = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * (text[0] == '-' ? -1 : 1);
        return value >= short.MinValue && value <= short.MaxValue
            ? (short)value
            : throw new CommandException($"strconv.ParseInt: parsing \"{text}\": value out of range");
    }

    /// <summary>A line with one number: decimal, or with a prefix 0x, 0o, 0b or 0; underscores between digits.</summary>
    /// <param name="line">The line; null at the end of the input.</param>
    /// <param name="bits">Width of the number.</param>
    public static ulong ScanLine(string? line, int bits)
    {
        string text = (line ?? "").TrimStart(' ', '\t');
        if (text.TrimEnd('\r').Length == 0)
            throw new CommandException("unexpected newline");
        if (!char.IsAsciiDigit(text[0]))
            throw new CommandException("expected integer");
        (int radix, int prefix) = Base(text);
        int end = prefix;
        while (end < text.Length && (text[end] == '_' || Digit(text[end]) < Math.Max(radix, 2)))
            end++;
        string token = text[..end];
        ulong value = Parse(token, radix, prefix);
        if (text[end..].Trim(' ', '\t', '\r').Length > 0)
            throw new CommandException("expected newline");
        return bits == 64 || value >> bits == 0 ? value : throw new CommandException($"unsigned integer overflow on token {token}");
    }

    private static ulong Parse(string token, int radix, int prefix)
    {
        string digits = token[prefix..];
        // An underscore stands between digits, or between the prefix and a digit.
        bool misplaced = digits.EndsWith('_') || digits.Contains("__", StringComparison.Ordinal) || (prefix == 0 && digits.StartsWith('_'));
        if (digits.Length == 0 || misplaced)
            throw new CommandException($"strconv.ParseUint: parsing \"{token}\": invalid syntax");
        var value = BigInteger.Zero;
        foreach (char digit in digits)
        {
            if (digit != '_')
                value = (value * radix) + Digit(digit);
        }

        return value <= ulong.MaxValue ? (ulong)value : throw new CommandException($"strconv.ParseUint: parsing \"{token}\": value out of range");
    }

    private static (int Radix, int Prefix) Base(string text)
    {
        if (text[0] != '0' || text.Length < 2)
            return (10, 0);
        return char.ToLowerInvariant(text[1]) switch
        {
            'x' => (16, 2),
            'o' => (8, 2),
            'b' => (2, 2),
            '_' or (>= '0' and <= '7') => (8, 1),
            _ => (10, 0),
        };
    }

    private static int Digit(char digit) => char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : int.MaxValue;
}
