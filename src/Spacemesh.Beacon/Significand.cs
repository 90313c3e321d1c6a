using System.Numerics;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>
/// Non-negative numbers rounded to a number of significant bits, ties to even: what the reference's big floats do (spec 05 §7.3, §7.5).
/// </summary>
public readonly record struct Significand(BigInteger Mantissa, int Exponent)
{
    /// <summary>Bits of the reference's floats.</summary>
    public const int StandardBits = 64;

    /// <summary>Bits behind the point when the exponential is computed; far more than any result keeps.</summary>
    private const int WorkingBits = 512;

    /// <summary>Its exact value.</summary>
    public Rational Value => Exponent >= 0
        ? new Rational(Mantissa << Exponent, BigInteger.One)
        : new Rational(Mantissa, BigInteger.One << -Exponent);

    /// <summary>The nearest number of that many bits.</summary>
    public static Significand Round(Rational value, int bits = StandardBits)
    {
        if (value.Numerator.Sign < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "negative");
        if (value.Numerator.IsZero)
            return default;

        // Two bits more than wanted, and one for everything behind them.
        long shift = bits + 2 - (value.Numerator.GetBitLength() - value.Denominator.GetBitLength());
        var numerator = shift > 0 ? value.Numerator << (int)shift : value.Numerator;
        var denominator = shift < 0 ? value.Denominator << (int)-shift : value.Denominator;
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        int drop = (int)quotient.GetBitLength() - bits;
        var mantissa = quotient >> drop;
        var dropped = quotient - (mantissa << drop);
        var half = BigInteger.One << (drop - 1);
        if (dropped > half || (dropped == half && (!rest.IsZero || !mantissa.IsEven)))
            mantissa += 1;
        if (mantissa.GetBitLength() > bits)
            (mantissa, drop) = (mantissa >> 1, drop + 1);
        return new Significand(mantissa, (int)(drop - shift));
    }

    /// <summary>2 to the power of minus this, to the standard bits.</summary>
    public Significand PowerOfHalf()
    {
        var value = Value;
        var whole = BigInteger.DivRem(value.Numerator, value.Denominator, out var rest);
        var x = ((rest << WorkingBits) / value.Denominator * LogOfTwo()) >> WorkingBits;
        var power = BigInteger.Zero;
        var term = BigInteger.One << WorkingBits;
        for (int n = 1; !term.IsZero; n++)
        {
            power += term;
            term = -((term * x) >> WorkingBits) / n;
        }

        return Round(new Rational(power, BigInteger.One << (WorkingBits + (int)whole)));
    }

    /// <summary>Σ 1 / (n · 2^n).</summary>
    private static BigInteger LogOfTwo()
    {
        var sum = BigInteger.Zero;
        for (int n = 1; n <= WorkingBits; n++)
            sum += (BigInteger.One << (WorkingBits - n)) / n;
        return sum;
    }
}
