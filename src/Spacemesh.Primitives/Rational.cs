using System.Globalization;
using System.Numerics;

namespace Spacemesh.Primitives;

/// <summary>An exact fraction in lowest terms with a positive denominator.</summary>
public readonly record struct Rational
{
    private const int LongestText = 1000;
    private const int LargestExponent = 1000;

    private readonly BigInteger _denominatorLessOne;

    /// <param name="numerator">Any integer.</param>
    /// <param name="denominator">Any integer but zero.</param>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
            throw new ArgumentException("the denominator is zero", nameof(denominator));
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        _denominatorLessOne = (denominator / divisor) - 1;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominatorLessOne + 1;

    public static Rational operator -(Rational left, Rational right) =>
        new((left.Numerator * right.Denominator) - (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static Rational operator *(Rational left, Rational right) => new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    public static Rational operator /(Rational left, Rational right) => new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    public static implicit operator Rational(BigInteger value) => new(value, BigInteger.One);

    /// <summary>Reads <c>1/3</c>, <c>0.25</c>, <c>1e-2</c> or <c>2</c>.</summary>
    /// <param name="key">Configuration key, for the error.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="InvalidOptionException">It is none of these.</exception>
    public static Rational Parse(string key, string text) => TryParse(text, out var value)
        ? value
        : throw new InvalidOptionException(key, $"'{text}' is no fraction: write it as 1/3 or 0.25");

    /// <summary>Reads <c>1/3</c>, <c>0.25</c>, <c>1e-2</c> or <c>2</c>; texts over 1000 characters and exponents over 1000 are refused.</summary>
    public static bool TryParse(string text, out Rational value)
    {
        value = default;
        if (text.Length > LongestText)
            return false;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0
            ? TryQuotient(text[..slash], text[(slash + 1)..], out value)
            : TryDecimal(text, out value);
    }

    /// <summary>The exact value of a finite double.</summary>
    public static Rational FromDouble(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value));
        var denominator = BigInteger.One;
        while (value != Math.Floor(value))
        {
            value *= 2;
            denominator *= 2;
        }

        return new Rational(new BigInteger(value), denominator);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    private static bool TryQuotient(string above, string below, out Rational value)
    {
        value = default;
        if (!TryWhole(above, out var numerator)
            || !BigInteger.TryParse(below, NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            || denominator.IsZero)
        {
            return false;
        }

        value = new Rational(numerator, denominator);
        return true;
    }

    private static bool TryDecimal(string text, out Rational value)
    {
        value = default;
        int e = text.IndexOfAny(['e', 'E']);
        int exponent = 0;
        if (e >= 0 && (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || exponent is > LargestExponent or < -LargestExponent))
            return false;
        string digits = e < 0 ? text : text[..e];
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }

        if (!TryWhole(digits, out var whole))
            return false;
        value = exponent >= 0 ? new Rational(whole * BigInteger.Pow(10, exponent), 1) : new Rational(whole, BigInteger.Pow(10, -exponent));
        return true;
    }

    private static bool TryWhole(string text, out BigInteger value) =>
        BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
