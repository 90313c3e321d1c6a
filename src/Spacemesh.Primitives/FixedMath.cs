namespace Spacemesh.Primitives;

/// <summary>
/// Logarithm, exponential and log-gamma of the fixed point, with the reference's bits (spec 05 §3.2–3.5). The 64-bit forms take and give
/// signed numbers with 56 fraction bits. What the reference calls overflow throws <see cref="OverflowException"/>.
/// </summary>
public static class FixedMath
{
    private const ulong Ln2 = 0xb17217f7d1cf78;
    private const ulong Log2E = 0x171547652b82fe0;
    private const ulong Half = Fixed.Unit >> 1;

    /// <summary>⌊2^56 / j!⌋ for j = 2…14.</summary>
    private static readonly ulong[] InverseFactorials = MakeInverseFactorials();

    private static readonly Fixed HalfValue = Fixed.FromRaw64((long)Half);

    /// <summary>x·y rounded half up.</summary>
    public static long Multiply56(long x, long y)
    {
        var sum = unchecked(((Int128)x * y) + (long)Half);
        if (((ulong)(sum >> 127) & 1) != ((ulong)(sum >> 119) & 1))
            throw Fixed.Overflow();
        return unchecked((long)(sum >> Fixed.FractionBits));
    }

    /// <summary>⌊x·y⌋ of values without sign, modulo 2^64.</summary>
    public static ulong MultiplyUnsigned56(ulong x, ulong y)
    {
        ulong high = Math.BigMul(x, y, out ulong low);
        return (high << (64 - Fixed.FractionBits)) | (low >> Fixed.FractionBits);
    }

    /// <summary>x/y rounded half up.</summary>
    public static long Divide56(long x, long y)
    {
        ulong divisor = Magnitude(y);
        if (divisor == 0)
            throw Fixed.Overflow();
        var quotient = WideMath.DivRem((UInt128)Magnitude(x) << Fixed.FractionBits, divisor, out ulong remainder);
        quotient += ((UInt128)remainder << 1) / divisor;
        if (quotient > ulong.MaxValue)
            throw Fixed.Overflow();
        return unchecked((x < 0) != (y < 0) ? -(long)(ulong)quotient : (long)(ulong)quotient);
    }

    /// <summary>Binary logarithm of a 56-bit fixed value.</summary>
    public static long Log2(long x) => Log2(x, Fixed.FractionBits);

    /// <summary>Binary logarithm of an integer.</summary>
    public static long IntegerLog2(long x) => Log2(x, 0);

    /// <summary>Natural logarithm of a 56-bit fixed value.</summary>
    public static Fixed Log(long x) => Fixed.FromRaw64(Multiply56(Log2(x), (long)Ln2));

    /// <summary>Natural logarithm of an integer.</summary>
    public static long IntegerLog(long x) => Multiply56(IntegerLog2(x), (long)Ln2);

    public static Fixed Exp(Fixed x)
    {
        const int Lowest = -38;
        if (x.Magnitude >> 119 != 0)
            throw Fixed.Overflow();
        if (x.Truncate() < Lowest)
            return Fixed.Zero;
        long e = x.ToRaw64();
        ulong a = Magnitude(e);
        ulong whole = MultiplyUnsigned56(a, Log2E) & ~(Fixed.Unit - 1);
        ulong y = unchecked(a - MultiplyUnsigned56(whole, Ln2));
        int shift = (int)(whole >> Fixed.FractionBits);
        ulong sum = unchecked(Fixed.Unit + y);
        ulong power = y;
        foreach (ulong inverse in InverseFactorials)
        {
            power = MultiplyUnsigned56(power, y);
            sum = unchecked(sum + MultiplyUnsigned56(power, inverse));
        }

        var z = Fixed.FromRaw64(unchecked((long)sum));
        if (e < 0)
        {
            z = Fixed.One / z;
            return Fixed.FromRaw((z.HasSign ? (UInt128)1 << 127 : 0) | (shift < 128 ? z.Magnitude >> shift : 0));
        }

        // The exponent is a signed byte: from 128 on it is negative and everything is shifted out.
        if (shift >= 128 || z.IsZero)
            return Fixed.Zero;
        if (shift == 127 || z.Magnitude >> (127 - shift) != 0)
            throw Fixed.Overflow();
        return Fixed.FromRaw((z.HasSign ? (UInt128)1 << 127 : 0) | (z.Magnitude << shift));
    }

    /// <summary>ln Γ(x) of a positive integer.</summary>
    public static Fixed LogGamma(long x)
    {
        const long G0 = 0x6b3f8e4325f5a4;
        const long G1 = 0x1555555555553b;
        const long G2 = -0xb60b60b58172;
        const long G3 = 0x34033f319e71;
        const long G4 = -0x270197181fce;
        const long G5 = 0x36cf7499b5ab;
        const long G6 = -0x6ae2742e790f;
        if (x <= 0)
            throw Fixed.Overflow();
        if (x <= 2)
            return Fixed.Zero;
        if (x < 8)
            return Fixed.FromRaw64(IntegerLog(Factorial(x - 1)));
        long t = IntegerLog(x) - (long)Fixed.Unit;
        long z = Divide56(1, x);
        long y = Multiply56(z, z);
        long w = G5 + Multiply56(y, G6);
        w = G4 + Multiply56(y, w);
        w = G3 + Multiply56(y, w);
        w = G2 + Multiply56(y, w);
        w = G1 + Multiply56(y, w);
        w = G0 + Multiply56(z, w);
        return ((Fixed.FromInteger(x) - HalfValue) * Fixed.FromRaw64(t)) + Fixed.FromRaw64(w);
    }

    private static long Log2(long x, int fractionBits)
    {
        if (x <= 0)
            throw Fixed.Overflow();
        if (x == 1L << fractionBits)
            return 0;
        int length = WideMath.BitLength((ulong)x);
        // The bits of an integer part below zero and above differ by nothing: −(w + 1 − L) = L − w − 1.
        long result = (long)(length - fractionBits - 1) << Fixed.FractionBits;
        ulong a = ((ulong)x << (64 - length)) >> 1;
        for (ulong bit = Half; bit != 0; bit >>= 1)
        {
            ulong high = Math.BigMul(a, a, out ulong low);
            a = (high << 2) | (low >> 62);
            int carry = (int)(a >> 63);
            a >>= carry;
            result += (long)bit & -(long)carry;
        }

        return result;
    }

    private static ulong Magnitude(long value) => value < 0 ? unchecked(0ul - (ulong)value) : (ulong)value;

    private static long Factorial(long n) => n <= 1 ? 1 : n * Factorial(n - 1);

    private static ulong[] MakeInverseFactorials()
    {
        var result = new ulong[13];
        for (int j = 2; j <= 14; j++)
            result[j - 2] = Fixed.Unit / (ulong)Factorial(j);
        return result;
    }
}
