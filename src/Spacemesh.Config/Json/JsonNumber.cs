using System.Globalization;
using System.Numerics;

namespace Spacemesh.Config.Json;

/// <summary>A number as written, so that nothing is lost in a double.</summary>
internal readonly record struct JsonNumber(string Text)
{
    /// <summary>Longest exponent that is worth expanding: no key takes numbers beyond it.</summary>
    private const int LongestExponent = 400;

    public double ToDouble() => double.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The exact value where it is whole.</summary>
    public bool TryGetWhole(out BigInteger value)
    {
        value = default;
        int e = Text.IndexOfAny(['e', 'E']);
        string digits = e < 0 ? Text : Text[..e];
        if (e >= 0 && (!int.TryParse(Text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent) || Math.Abs(exponent) > LongestExponent))
            return false;
        int scale = e < 0 ? 0 : int.Parse(Text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            scale -= digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }

        value = BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (scale >= 0)
        {
            value *= BigInteger.Pow(10, scale);
            return true;
        }

        value = BigInteger.DivRem(value, BigInteger.Pow(10, -scale), out var rest);
        return rest.IsZero;
    }

    /// <summary>Shortest decimal form without exponent.</summary>
    public string Shortest() => TryGetWhole(out var whole)
        ? whole.ToString(CultureInfo.InvariantCulture)
        : ((decimal)ToDouble()).ToString("0.############################", CultureInfo.InvariantCulture);
}
