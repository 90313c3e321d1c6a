using System.Globalization;
using System.Numerics;

namespace Spacemesh.Primitives;

/// <summary>
/// A decimal floating-point number of 34 significant digits, rounded half to even at every operation: the arithmetic of the subsidy
/// (spec 07 §9.1). Value = coefficient · 10^exponent. Trailing zeros are kept as the operations give them, and equality looks at them too;
/// <see cref="CompareTo"/> compares values. Exponents are not bounded as in decimal128.
/// </summary>
public readonly record struct Decimal34 : IComparable<Decimal34>
{
    public const int Precision = 34;

    // Before the constants, which are rounded by it.
    private static readonly BigInteger Limit = BigInteger.Pow(10, Precision);

    public static readonly Decimal34 Zero;
    public static readonly Decimal34 One = new(1, 0);

    /// <summary>ln 2 to 34 digits.</summary>
    public static readonly Decimal34 Ln2 = Parse("0.6931471805599453094172321214581766");

    private readonly Int128 _coefficient;

    /// <summary>Zero has a sign too: a product or quotient with one negative operand, or a negation, leaves it.</summary>
    private readonly bool _negativeZero;

    /// <summary>The number coefficient · 10^exponent, rounded to 34 digits.</summary>
    public Decimal34(BigInteger coefficient, int exponent)
    {
        (coefficient, Exponent) = Round(coefficient, exponent);
        _coefficient = (Int128)coefficient;
    }

    private Decimal34(bool negative, int exponent)
    {
        Exponent = exponent;
        _negativeZero = negative;
    }

    /// <summary>Signed coefficient of at most 34 digits.</summary>
    public Int128 Coefficient => _coefficient;

    public int Exponent { get; }

    /// <summary>Whether the number is below zero or is negative zero.</summary>
    public bool HasSign => _coefficient < 0 || _negativeZero;

    public static implicit operator Decimal34(int value) => new(value, 0);

    public static implicit operator Decimal34(uint value) => new(value, 0);

    public static implicit operator Decimal34(long value) => new(value, 0);

    public static implicit operator Decimal34(ulong value) => new(value, 0);

    public static Decimal34 operator +(Decimal34 left, Decimal34 right)
    {
        if (left._coefficient == 0 || right._coefficient == 0)
        {
            // A zero only lowers the exponent, as far as 34 digits allow.
            var other = left._coefficient == 0 ? right : left;
            int lower = Math.Min(left.Exponent, right.Exponent);
            int room = other._coefficient == 0 ? other.Exponent - lower : Math.Min(other.Exponent - lower, Precision - Digits(other._coefficient));
            return new(other._coefficient * (room > 0 ? BigInteger.Pow(10, other._coefficient == 0 ? 0 : room) : 1), other.Exponent - Math.Max(room, 0));
        }

        var (high, low) = left.Exponent >= right.Exponent ? (left, right) : (right, left);
        long gap = (long)high.Exponent - low.Exponent;
        // A term far below the other's last digit only says on which side of a tie the sum lies.
        if (gap > (2 * Precision) + 2 && (long)high.Exponent + Digits(high._coefficient) > (long)low.Exponent + Digits(low._coefficient) + Precision + 2)
        {
            const int Extra = Precision + 2;
            return new((high._coefficient * BigInteger.Pow(10, Extra)) + Int128.Sign(low._coefficient), high.Exponent - Extra);
        }

        return new((high._coefficient * BigInteger.Pow(10, (int)gap)) + low._coefficient, low.Exponent);
    }

    public static Decimal34 operator -(Decimal34 left, Decimal34 right) => left + -right;

    public static Decimal34 operator -(Decimal34 value) =>
        value._coefficient == 0 ? new(!value._negativeZero, value.Exponent) : new(-value._coefficient, value.Exponent);

    public static Decimal34 operator *(Decimal34 left, Decimal34 right)
    {
        int exponent = checked(left.Exponent + right.Exponent);
        return left._coefficient == 0 || right._coefficient == 0
            ? new(left.HasSign != right.HasSign, exponent)
            : new((BigInteger)left._coefficient * right._coefficient, exponent);
    }

    /// <summary>The quotient; an exact one has as few trailing zeros as the operands' exponents allow.</summary>
    public static Decimal34 operator /(Decimal34 left, Decimal34 right)
    {
        if (right._coefficient == 0)
            throw new DivideByZeroException();
        int ideal = checked(left.Exponent - right.Exponent);
        if (left._coefficient == 0)
            return new(left.HasSign != right.HasSign, ideal);
        // Enough digits for 34 and a guard; the sticky last digit says whether something was left.
        int shift = Math.Max(0, Precision + 2 + Digits(right._coefficient) - Digits(left._coefficient));
        var quotient = BigInteger.DivRem(left._coefficient * BigInteger.Pow(10, shift), right._coefficient, out var remainder);
        if (!remainder.IsZero)
        {
            int sign = Int128.Sign(left._coefficient) * Int128.Sign(right._coefficient);
            return new((quotient * 10) + sign, ideal - shift - 1);
        }

        int exponent = ideal - shift;
        while (exponent < ideal)
        {
            var shorter = BigInteger.DivRem(quotient, 10, out var digit);
            if (!digit.IsZero)
                break;
            quotient = shorter;
            exponent++;
        }

        return new(quotient, exponent);
    }

    public static bool operator <(Decimal34 left, Decimal34 right) => left.CompareTo(right) < 0;

    public static bool operator >(Decimal34 left, Decimal34 right) => left.CompareTo(right) > 0;

    public static bool operator <=(Decimal34 left, Decimal34 right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Decimal34 left, Decimal34 right) => left.CompareTo(right) >= 0;

    /// <summary>Reads <c>[-]digits[.digits][E[+-]digits]</c>, rounding to 34 digits; throws <see cref="FormatException"/>.</summary>
    public static Decimal34 Parse(string text)
    {
        const int Longest = 1000;
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Longest)
            throw new FormatException($"a decimal number of {text.Length} characters; {Longest} at most");
        int exponent = 0;
        string mantissa = text;
        int e = text.IndexOfAny(['e', 'E']);
        if (e >= 0)
        {
            if (!int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
                throw new FormatException($"'{text}' has no readable exponent");
            mantissa = text[..e];
        }

        int point = mantissa.IndexOf('.');
        if (point >= 0)
        {
            exponent = checked(exponent - (mantissa.Length - point - 1));
            mantissa = mantissa.Remove(point, 1);
        }

        return BigInteger.TryParse(mantissa, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var coefficient)
            ? new(coefficient, exponent)
            : throw new FormatException($"'{text}' is not a decimal number");
    }

    /// <summary>The power of e, correctly rounded to 34 digits.</summary>
    public static Decimal34 Exp(Decimal34 x) => Decimal34Functions.Exp(x);

    /// <summary>The natural logarithm, correctly rounded to 34 digits; throws for a number that is not positive.</summary>
    public static Decimal34 Ln(Decimal34 x) => Decimal34Functions.Ln(x);

    /// <summary>Integer part, cut towards zero.</summary>
    public BigInteger Truncate() => Exponent switch
    {
        >= 0 => _coefficient * BigInteger.Pow(10, Exponent),
        < -Precision => 0,
        _ => _coefficient / BigInteger.Pow(10, -Exponent),
    };

    public int CompareTo(Decimal34 other) => Int128.Sign((this - other)._coefficient);

    /// <summary>Scientific notation where the exponent is positive or the number is below 10^-6, plain digits otherwise.</summary>
    public override string ToString()
    {
        string digits = Int128.Abs(_coefficient).ToString(CultureInfo.InvariantCulture);
        string sign = HasSign ? "-" : "";
        long adjusted = (long)Exponent + digits.Length - 1;
        if (Exponent > 0 || adjusted < -6)
        {
            string point = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{point}E{adjusted:+0;-0}");
        }

        if (Exponent == 0)
            return sign + digits;
        digits = digits.PadLeft(1 - Exponent, '0');
        return $"{sign}{digits[..^-Exponent]}.{digits[^-Exponent..]}";
    }

    internal static int Digits(BigInteger value)
    {
        value = BigInteger.Abs(value);
        if (value.IsZero)
            return 1;
        int estimate = (int)((value.GetBitLength() - 1) * 0.30102999566398120);
        return value >= BigInteger.Pow(10, estimate + 1) ? estimate + 2 : value >= BigInteger.Pow(10, estimate) ? estimate + 1 : estimate;
    }

    private static (BigInteger Coefficient, int Exponent) Round(BigInteger coefficient, int exponent)
    {
        if (BigInteger.Abs(coefficient) < Limit)
            return (coefficient, exponent);
        int excess = Digits(coefficient) - Precision;
        var divisor = BigInteger.Pow(10, excess);
        var quotient = BigInteger.DivRem(coefficient, divisor, out var remainder);
        int side = (BigInteger.Abs(remainder) * 2).CompareTo(divisor);
        if (side > 0 || (side == 0 && !quotient.IsEven))
            quotient += coefficient.Sign;
        exponent = checked(exponent + excess);
        return BigInteger.Abs(quotient) == Limit ? (quotient / 10, checked(exponent + 1)) : (quotient, exponent);
    }
}
