using System.Globalization;
using System.Numerics;

namespace Spacemesh.Config;

/// <summary>An exact fraction in lowest terms with a positive denominator.</summary>
public readonly record struct Ratio
{
    private const int LongestText = 1000;
    private const int LargestExponent = 1000;

    private readonly BigInteger _denominatorLessOne;

    public Ratio(BigInteger numerator, BigInteger denominator)
    {
        ArgumentOutOfRangeException.ThrowIfZero(denominator);
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / common;
        _denominatorLessOne = (denominator / common) - 1;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominatorLessOne + 1;

    /// <summary>Reads <c>1/3</c>, <c>0.25</c>, <c>1e-2</c> or <c>2</c>.</summary>
    public static bool TryParse(string text, out Ratio ratio)
    {
        ratio = default;
        if (text.Length > LongestText)
            return false;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            if (!TryWhole(text[..slash], out var numerator) || !BigInteger.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var denominator) || denominator.IsZero)
                return false;
            ratio = new Ratio(numerator, denominator);
            return true;
        }

        int e = text.IndexOfAny(['e', 'E']);
        int exponent = 0;
        if (e >= 0 && (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > LargestExponent))
            return false;
        string digits = e < 0 ? text : text[..e];
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        int places = point < 0 ? 0 : digits.Length - point - 1;
        if (point >= 0)
            digits = digits.Remove(point, 1);
        if (!TryWhole(digits, out var value))
            return false;
        int scale = exponent - places;
        ratio = scale >= 0 ? new Ratio(value * BigInteger.Pow(10, scale), 1) : new Ratio(value, BigInteger.Pow(10, -scale));
        return true;
    }

    /// <summary>The exact value of a double.</summary>
    public static Ratio FromDouble(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value));
        var denominator = BigInteger.One;
        while (value != Math.Floor(value))
        {
            value *= 2;
            denominator *= 2;
        }

        return new Ratio(new BigInteger(value), denominator);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    private static bool TryWhole(string text, out BigInteger value) =>
        BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && text.Length > 0;
}
