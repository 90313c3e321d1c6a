using System.Globalization;
using System.Numerics;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>An exact fraction in lowest terms with a positive denominator.</summary>
public readonly record struct Rational
{
    private readonly BigInteger? _denominator;

    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
            throw new ArgumentException("the denominator is zero", nameof(denominator));
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        _denominator = denominator / divisor;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominator ?? BigInteger.One;

    public static Rational operator -(Rational left, Rational right) =>
        new((left.Numerator * right.Denominator) - (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static Rational operator *(Rational left, Rational right) => new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    public static Rational operator /(Rational left, Rational right) => new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    public static implicit operator Rational(BigInteger value) => new(value, BigInteger.One);

    /// <summary>Reads <c>1/3</c> or <c>0.25</c>.</summary>
    /// <param name="key">Configuration key, for the error.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="InvalidOptionException">It is neither.</exception>
    public static Rational Parse(string key, string text)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign;
        const int LongestText = 100;
        string[] parts = text.Length <= LongestText ? text.Split('/') : [];
        if (parts.Length == 2
            && BigInteger.TryParse(parts[0], Style, CultureInfo.InvariantCulture, out var numerator)
            && BigInteger.TryParse(parts[1], Style, CultureInfo.InvariantCulture, out var denominator)
            && !denominator.IsZero)
        {
            return new Rational(numerator, denominator);
        }

        int point = text.IndexOf('.', StringComparison.Ordinal);
        string digits = point < 0 ? text : text.Remove(point, 1);
        if (parts.Length == 1 && BigInteger.TryParse(digits, Style, CultureInfo.InvariantCulture, out numerator))
            return new Rational(numerator, BigInteger.Pow(10, point < 0 ? 0 : digits.Length - point));
        throw new InvalidOptionException(key, $"'{text}' is no fraction: write it as 1/3 or 0.25");
    }

    public override string ToString() => $"{Numerator}/{Denominator}";
}
