using System.Numerics;

namespace Spacemesh.Primitives;

/// <summary>The general division of magnitudes, one unit low in some exact cases (spec 05 §3.1).</summary>
internal static class FixedDivision
{
    /// <summary>The spec's <c>udiv</c>: u·2^56 / v as the reference computes it.</summary>
    public static UInt128 Divide(UInt128 u, UInt128 v)
    {
        if (u < (UInt128)1 << (127 - Fixed.FractionBits))
            return Divide128(u << Fixed.FractionBits, v).Quotient;
        var (integer, remainder) = Divide128(u, v);
        if (integer >> (127 - Fixed.FractionBits) != 0)
            throw Fixed.Overflow();
        int shift = Math.Min(Fixed.FractionBits, BitOperations.LeadingZeroCount((ulong)(remainder >> 64)) - 1);
        return (integer << Fixed.FractionBits) + Divide128(remainder << shift, v >> (Fixed.FractionBits - shift)).Quotient;
    }

    /// <summary>The spec's <c>div128</c>. With a divisor of 2^64 or more, an exact quotient comes out one low where the estimate was exact.</summary>
    private static (UInt128 Quotient, UInt128 Remainder) Divide128(UInt128 u, UInt128 v)
    {
        if (v == 0)
            throw Fixed.Overflow();
        ulong upper = (ulong)(v >> 64);
        if (upper == 0)
        {
            var exact = WideMath.DivRem(u, (ulong)v, out ulong rest);
            return (exact, rest);
        }

        int leading = BitOperations.LeadingZeroCount(upper);
        ulong divisor = (ulong)((v << leading) >> 64);
        if ((ulong)(u >> 64) >= divisor)
            throw Fixed.Overflow();
        ulong estimate = WideMath.DivRem((ulong)(u >> 64), (ulong)u, divisor, out _) >> (64 - leading);
        if (estimate != 0)
            estimate--;
        var product = checked(v * estimate);
        // An estimate above the quotient leaves a negative difference, whose sign bit counts in the raw comparison.
        bool negative = u < product;
        var remainder = negative ? product - u : u - product;
        if (!negative && remainder <= v)
            return (estimate, remainder);
        estimate++;
        return (estimate, negative ? remainder + v : remainder - v);
    }
}
