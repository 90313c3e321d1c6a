using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Spacemesh.Primitives;

/// <summary>
/// The network's fixed-point number: a sign and 127 bits of magnitude in units of 2^-56 (spec 05 §3.1). Every operation gives the bits of
/// the reference, its inexact division among them; what the reference calls overflow throws <see cref="OverflowException"/>.
/// Negative zero exists and differs from zero. There are no order operators, because the order is blind to signs: see <see cref="RawLess"/>.
/// </summary>
public readonly record struct Fixed
{
    public const int FractionBits = 56;

    internal const ulong Unit = 1ul << FractionBits;
    private const ulong SignBit = 1ul << 63;

    public static readonly Fixed Zero;
    public static readonly Fixed One = new(0, Unit);

    /// <summary>The smallest positive value, 2^-56.</summary>
    public static readonly Fixed Epsilon = new(0, 1);

    private readonly ulong _low;
    private readonly ulong _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Fixed(ulong high, ulong low)
    {
        _high = high;
        _low = low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Fixed(ulong sign, UInt128 magnitude)
    {
        ulong high = (ulong)(magnitude >> 64);
        if ((high & SignBit) != 0)
            throw Overflow();
        _high = high | sign;
        _low = (ulong)magnitude;
    }

    /// <summary>Sign in bit 127, magnitude below.</summary>
    public UInt128 Raw => new(_high, _low);

    public UInt128 Magnitude => new(_high & ~SignBit, _low);

    /// <summary>The sign bit; negative zero has it too.</summary>
    public bool HasSign => (_high & SignBit) != 0;

    public bool IsZero => ((_high & ~SignBit) | _low) == 0;

    /// <summary>More than zero: what the reference asks of the converted double (spec 06 §3).</summary>
    public bool IsPositive => !HasSign && !IsZero;

    public bool IsNegative => HasSign && !IsZero;

    private ulong Sign => _high & SignBit;

    private bool IsSmall => (_high & ~SignBit) == 0;

    public static Fixed operator +(Fixed left, Fixed right) => Add(left, right);

    public static Fixed operator -(Fixed left, Fixed right) => Add(left, right.Negate());

    public static Fixed operator *(Fixed left, Fixed right) => Multiply(left, right);

    public static Fixed operator /(Fixed left, Fixed right) => Divide(left, right);

    /// <summary>Flips the sign, of zero too.</summary>
    public static Fixed operator -(Fixed value) => value.Negate();

    public static Fixed FromRaw(UInt128 raw) => new((ulong)(raw >> 64), (ulong)raw);

    /// <summary>A value of 2^-56 units, as a signed number.</summary>
    public static Fixed FromRaw64(long raw) => new(raw < 0 ? SignBit : 0, raw < 0 ? unchecked(0ul - (ulong)raw) : (ulong)raw);

    public static Fixed FromInteger(long value) =>
        new(value < 0 ? SignBit : 0, (UInt128)(value < 0 ? unchecked(0ul - (ulong)value) : (ulong)value) << FractionBits);

    public static Fixed FromInteger(ulong value) => new(value >> (64 - FractionBits), value << FractionBits);

    /// <summary>p/q as the reference divides: one unit low where the division is exact and q ≥ 256 (DivUint64).</summary>
    public static Fixed FromRatio(ulong numerator, ulong denominator) => FromInteger(numerator).DivideByInteger(denominator);

    /// <summary>The first seven of eight bytes, little-endian, as a fraction in [0, 1) (spec 05 §3.1).</summary>
    public static Fixed FromFraction(ReadOnlySpan<byte> bytes) => new(0, BinaryPrimitives.ReadUInt64LittleEndian(bytes) & (Unit - 1));

    /// <summary>The 53-bit mantissa shifted, cut towards zero.</summary>
    public static Fixed FromDouble(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7ff);
        ulong mantissa = bits & ((1ul << 52) - 1);
        if (exponent == 0x7ff)
            throw Overflow();
        if (exponent == 0)
            exponent = 1;
        else
            mantissa |= 1ul << 52;
        int shift = exponent - 1075 + FractionBits;
        UInt128 magnitude = shift <= -64 ? 0 : shift < 0 ? mantissa >> -shift : shift < 75 || mantissa == 0 ? (UInt128)mantissa << shift : throw Overflow();
        return new(bits & SignBit, magnitude);
    }

    /// <summary>Reads the 16-byte form.</summary>
    public static Fixed FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..16]), BinaryPrimitives.ReadUInt64LittleEndian(bytes));

    /// <summary>
    /// Compares the raw bits: every negative value, negative zero too, is greater than every value without sign (spec 05 §3.1).
    /// </summary>
    public static bool RawLess(Fixed left, Fixed right) => left._high < right._high || (left._high == right._high && left._low < right._low);

    /// <summary>The mirror of <see cref="RawLess"/>.</summary>
    public static bool RawGreater(Fixed left, Fixed right) => RawLess(right, left);

    public static OverflowException Overflow() => new("fixed-point overflow");

    /// <summary>
    /// Whether this weight crosses a threshold without sign: 1 above it, −1 below its negative, 0 between and on either (spec 06 §3).
    /// </summary>
    public int Crosses(Fixed threshold) =>
        IsPositive ? (RawGreater(this, threshold) ? 1 : 0) : IsNegative && RawGreater(Abs(), threshold) ? -1 : 0;

    public Fixed Abs() => new(_high & ~SignBit, _low);

    public Fixed Negate() => new(_high ^ SignBit, _low);

    /// <summary>
    /// This value by an integer, equal to <c>this / FromInteger(divisor)</c> for every divisor. For divisors below 256 the reference's
    /// division is exact. For others its first estimate is exact, because the low half of the shifted divisor is zero; it is then lowered by
    /// one and raised again only where a remainder is left: an exact quotient other than 0 comes out one unit low (spec 06 §3).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Fixed DivideByInteger(ulong divisor)
    {
        if (divisor == 0)
            throw Overflow();
        var quotient = WideMath.DivRem(Magnitude, divisor, out ulong remainder);
        if (remainder == 0 && divisor >= 256 && quotient != 0)
            quotient--;
        return new(Sign, quotient);
    }

    /// <summary>This value as a signed number of 2^-56 units; throws where the magnitude is 2^63 or more.</summary>
    public long ToRaw64()
    {
        if (!IsSmall || _low >= SignBit)
            throw Overflow();
        return HasSign ? -(long)_low : (long)_low;
    }

    /// <summary>Integer part, cut towards zero; throws where it needs more than 63 bits.</summary>
    public long Truncate()
    {
        var integer = Magnitude >> FractionBits;
        if (integer > long.MaxValue)
            throw Overflow();
        return HasSign ? -(long)integer : (long)integer;
    }

    public long Floor() => HasSign && HasFraction() ? checked(Truncate() - 1) : Truncate();

    public long Ceiling() => !HasSign && HasFraction() ? checked(Truncate() + 1) : Truncate();

    /// <summary>Nearest integer, halves away from zero.</summary>
    public long Round() => (_low & (Unit >> 1)) == 0 ? Truncate() : checked(Truncate() + (HasSign ? -1 : 1));

    public double ToDouble() => (HasSign ? -1 : 1) * Math.ScaleB((double)Magnitude, -FractionBits);

    /// <summary>Writes the 16-byte form: the raw bits, little-endian.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..16], _high);
        BinaryPrimitives.WriteUInt64LittleEndian(destination, _low);
    }

    /// <summary>Sign, integer part and 14 hex digits of the fraction, as the reference prints them.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(HasSign ? '-' : '+')}{Magnitude >> FractionBits}'{_low & (Unit - 1):x14}/56");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fixed Add(Fixed x, Fixed y)
    {
        if (((x._high ^ y._high) & SignBit) == 0)
            return new(x.Sign, x.Magnitude + y.Magnitude);
        // The difference of a value without sign and one with sign; equal magnitudes give zero without sign.
        var (plus, minus) = x.HasSign ? (y, x) : (x, y);
        var (up, down) = (plus.Magnitude, minus.Magnitude);
        return up < down ? new(SignBit, down - up) : new(0, up - down);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fixed Multiply(Fixed x, Fixed y)
    {
        ulong sign = (x._high ^ y._high) & SignBit;
        if (x.IsSmall && y.IsSmall)
        {
            ulong high = Math.BigMul(x._low, y._low, out ulong low);
            return new((high >> FractionBits) | sign, (high << (64 - FractionBits)) | (low >> FractionBits));
        }

        return MultiplyWide(x, y, sign);
    }

    private static Fixed MultiplyWide(Fixed x, Fixed y, ulong sign)
    {
        ulong xHigh = x._high & ~SignBit;
        ulong yHigh = y._high & ~SignBit;
        ulong carry0 = Math.BigMul(x._low, y._low, out ulong word0);
        var cross = Math.BigMul(xHigh, y._low) + (UInt128)carry0;
        var cross2 = Math.BigMul(x._low, yHigh) + (UInt128)(ulong)cross;
        var top = Math.BigMul(xHigh, yHigh) + (cross >> 64) + (cross2 >> 64);
        ulong word1 = (ulong)cross2;
        if (top >> FractionBits != 0)
            throw Overflow();
        ulong word2 = (ulong)top;
        return new(sign, new UInt128((word1 >> FractionBits) | (word2 << (64 - FractionBits)), (word0 >> FractionBits) | (word1 << (64 - FractionBits))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fixed Divide(Fixed x, Fixed y)
    {
        ulong sign = (x._high ^ y._high) & SignBit;
        // The usual operands: the quotient is below 2^64 and the division is exact.
        if (x.IsSmall && y.IsSmall && x._low >> (64 - FractionBits) < y._low)
            return new(sign, WideMath.DivRem(x._low >> (64 - FractionBits), x._low << FractionBits, y._low, out _));
        return new(sign, FixedDivision.Divide(x.Magnitude, y.Magnitude));
    }

    private bool HasFraction() => (_low & (Unit - 1)) != 0;
}
