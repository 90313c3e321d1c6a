using System.Numerics;

namespace Spacemesh.Primitives;

/// <summary>
/// Exponential and logarithm to 34 correct digits: binary fixed point with guard bits, repeated with more of them while the two ends of the
/// error interval round differently.
/// </summary>
internal static class Decimal34Functions
{
    private const int FirstBits = 256;

    /// <summary>Beyond this the result would need exponents that nothing here uses.</summary>
    private const int LargestExponent = 1_000_000;

    public static Decimal34 Exp(Decimal34 x)
    {
        if (x.Coefficient == 0)
            return Decimal34.One;
        if (x.Exponent + Decimal34.Digits(x.Coefficient) > 7 || x.Truncate() is var whole && BigInteger.Abs(whole) > LargestExponent)
            throw new OverflowException($"the power e^{x} is outside ±{LargestExponent}");
        // So near to 1 that only the side on which it lies is seen.
        if (x.Exponent + Decimal34.Digits(x.Coefficient) < -2 * Decimal34.Precision)
            return Decimal34.One + new Decimal34(Int128.Sign(x.Coefficient), -2 * Decimal34.Precision);
        return FastExponential.TryExp(x, out var power) ? power : ExpSlow(x);
    }

    /// <summary>e^x for any x of <see cref="Exp"/>'s range.</summary>
    internal static Decimal34 ExpSlow(Decimal34 x)
    {
        for (int bits = FirstBits; ; bits *= 2)
        {
            // x = k·ln 10 + r with 0 ≤ r < ln 10: the result is e^r · 10^k.
            var ln10 = Ln10(bits);
            var fraction = ToBinary(x, bits);
            var k = FloorDivide(fraction, ln10);
            var power = ExpSmall(fraction - (k * ln10), bits);
            // k times the error of ln 10, the error of r and of the series: far below 2^32 units.
            if (TryRound(power, bits, (int)k, 32, out var result))
                return result;
        }
    }

    public static Decimal34 Ln(Decimal34 x)
    {
        if (x.Coefficient <= 0)
            throw new ArgumentOutOfRangeException(nameof(x), "the logarithm of a number that is not positive");
        if (x.CompareTo(Decimal34.One) == 0)
            return Decimal34.Zero;
        for (int bits = FirstBits; ; bits *= 2)
        {
            // x = m · 10^k with m near 1: ln x = ln m + k·ln 10.
            int k = x.Exponent + Decimal34.Digits(x.Coefficient);
            var mantissa = ToBinary(new Decimal34(x.Coefficient, x.Exponent - k), bits);
            var sum = LnMantissa(mantissa, bits) + (k * Ln10(bits));
            if (TryRound(sum, bits, 0, 40, out var result))
                return result;
        }
    }

    /// <summary>Rounds value·2^-bits·10^exponent when an error of 2^errorBits units cannot change the result.</summary>
    private static bool TryRound(BigInteger value, int bits, int exponent, int errorBits, out Decimal34 result)
    {
        const int MoreDigits = 20;
        int digits = Decimal34.Precision + MoreDigits + Math.Max(0, (int)((bits - (long)BigInteger.Abs(value).GetBitLength()) * 0.302));
        var scale = BigInteger.Pow(10, digits);
        var error = BigInteger.One << errorBits;
        result = new Decimal34(((value - error) * scale) >> bits, exponent - digits);
        return result == new Decimal34((((value + error) * scale) >> bits) + 1, exponent - digits);
    }

    private static BigInteger ToBinary(Decimal34 x, int bits) => x.Exponent >= 0
        ? (x.Coefficient * BigInteger.Pow(10, x.Exponent)) << bits
        : FloorDivide((BigInteger)x.Coefficient << bits, BigInteger.Pow(10, -x.Exponent));

    private static BigInteger FloorDivide(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>e^r by its series at r/2^16, squared sixteen times.</summary>
    internal static BigInteger ExpSmall(BigInteger r, int bits)
    {
        const int Halvings = 16;
        var one = BigInteger.One << bits;
        var small = r >> Halvings;
        var sum = one + small;
        var term = small;
        for (int i = 2; !term.IsZero; i++)
        {
            term = ((term * small) >> bits) / i;
            sum += term;
        }

        for (int i = 0; i < Halvings; i++)
            sum = (sum * sum) >> bits;
        return sum;
    }

    /// <summary>ln m for 0.1 ≤ m ≤ 1: m is doubled into [2/3, 4/3), then 2·artanh((m − 1)/(m + 1)).</summary>
    private static BigInteger LnMantissa(BigInteger mantissa, int bits)
    {
        var one = BigInteger.One << bits;
        int doublings = 0;
        while (mantissa * 3 < one * 2)
        {
            mantissa <<= 1;
            doublings++;
        }

        var logarithm = 2 * Artanh(mantissa - one, mantissa + one, bits);
        return doublings == 0 ? logarithm : logarithm - (doublings * Ln2(bits));
    }

    internal static BigInteger Ln10(int bits) => (3 * Ln2(bits)) + (2 * Artanh(1, 9, bits));

    private static BigInteger Ln2(int bits) => 2 * Artanh(1, 3, bits);

    /// <summary>artanh(p/q) in units of 2^-bits, by its series.</summary>
    private static BigInteger Artanh(BigInteger p, BigInteger q, int bits)
    {
        var z = (p << bits) / q;
        var square = (z * z) >> bits;
        var sum = BigInteger.Zero;
        var power = z;
        for (int i = 1; !power.IsZero && power != BigInteger.MinusOne; i += 2)
        {
            sum += power / i;
            power = (power * square) >> bits;
        }

        return sum;
    }
}
