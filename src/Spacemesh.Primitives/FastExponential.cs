using System.Numerics;

namespace Spacemesh.Primitives;

/// <summary>
/// e^x in fixed point of 192 binary places on the stack, for exponents of ordinary size. The result is right or there is none: where the
/// error could change the 34th digit, <see cref="Decimal34Functions"/> computes it with more places.
/// </summary>
internal static class FastExponential
{
    /// <summary>Words of a number: three behind the point, one before it.</summary>
    private const int Words = 4;

    private const int FractionWords = 3;
    private const int FractionBits = 64 * FractionWords;

    /// <summary>Bits of the argument that one table covers.</summary>
    private const int TableBits = 6;

    /// <summary>Largest argument; far beyond what any layer needs.</summary>
    private const ulong Largest = 1024;

    /// <summary>Most digits behind the decimal point of an argument.</summary>
    private const int MostPlaces = 76;

    /// <summary>With three tables the rest of the argument is below 2^-18: its tenth power is out of sight.</summary>
    private const int Degree = 9;

    /// <summary>
    /// Each step loses at most one unit and e^r at most multiplies that by ten: the sum stays below 2^24 units, which are 2^-58 of the 34th
    /// digit. This is what a fraction, in units of 2^-64, must stay away from one half.
    /// </summary>
    private const ulong Doubt = 256;

    private static readonly BigInteger Ten33 = BigInteger.Pow(10, Decimal34.Precision - 1);
    private static readonly ulong[] Ten33Words = ToWords(Ten33, 2);
    private static readonly ulong[] Ln10 = ToWords(Decimal34Functions.Ln10(FractionBits + 64) >> 64, Words);
    private static readonly ulong[][] Tables = [MakeTable(TableBits, 160), MakeTable(2 * TableBits, 64), MakeTable(3 * TableBits, 64)];
    private static readonly ulong[][] InverseFactorials = MakeInverseFactorials();
    private static readonly ulong[][] InversePowers =
        [.. Enumerable.Range(0, MostPlaces + 1).Select(places => ToWords((BigInteger.One << (FractionBits + 128)) / BigInteger.Pow(10, places), Words + 2))];

    public static bool TryExp(Decimal34 x, out Decimal34 result)
    {
        result = default;
        if (x.Exponent is > 0 or < -MostPlaces)
            return false;
        Span<ulong> r = stackalloc ulong[Words];
        if (!TryRead(x, r))
            return false;
        int k = Reduce(r, x.Coefficient < 0);

        Span<ulong> power = stackalloc ulong[Words];
        Span<ulong> product = stackalloc ulong[2 * Words];
        int whole = (int)((r[3] << TableBits) | (r[2] >> (64 - TableBits)));
        Tables[0].AsSpan(Words * whole, Words).CopyTo(power);
        for (int table = 1; table < Tables.Length; table++)
        {
            int place = (int)(r[2] >> (64 - (TableBits * (table + 1)))) & ((1 << TableBits) - 1);
            Multiply(power, Tables[table].AsSpan(Words * place, Words), product);
        }

        r[3] = 0;
        r[2] &= ulong.MaxValue >> (3 * TableBits);
        Span<ulong> series = stackalloc ulong[Words];
        InverseFactorials[Degree].CopyTo(series);
        for (int i = Degree - 1; i >= 0; i--)
        {
            Multiply(series, r, product);
            Add(series, InverseFactorials[i]);
        }

        Multiply(power, series, product);
        return TryRound(power, k, out result);
    }

    /// <summary>|x| in words; false where it is too large.</summary>
    private static bool TryRead(Decimal34 x, Span<ulong> value)
    {
        var magnitude = (UInt128)Int128.Abs(x.Coefficient);
        var inverse = InversePowers[-x.Exponent];
        Span<ulong> product = stackalloc ulong[Words + 4];
        product.Clear();
        AddProduct(product, inverse, (ulong)magnitude);
        AddProduct(product[1..], inverse, (ulong)(magnitude >> 64));
        product[2..(2 + Words)].CopyTo(value);
        return product[6] == 0 && product[7] == 0 && value[3] < Largest;
    }

    /// <summary>Makes |x| the r in [0, ln 10) of x = k·ln 10 + r.</summary>
    private static int Reduce(Span<ulong> r, bool negative)
    {
        Span<ulong> multiple = stackalloc ulong[Words + 1];
        int count = (int)((r[3] + (r[2] * Math.Pow(2, -64))) / Math.Log(10));
        // The estimate may be off by one at the border.
        count = Math.Max(0, count - 1);
        Scale(Ln10, (ulong)count, multiple);
        Subtract(r, multiple);
        while (Compare(r, Ln10) >= 0)
        {
            Subtract(r, Ln10);
            count++;
        }

        if (!negative || !r.ContainsAnyExcept(0UL))
            return negative ? -count : count;
        Span<ulong> rest = stackalloc ulong[Words];
        Ln10.CopyTo(rest);
        Subtract(rest, r);
        rest.CopyTo(r);
        return -count - 1;
    }

    /// <summary>Rounds a number in [1, 10) to 34 digits.</summary>
    private static bool TryRound(ReadOnlySpan<ulong> power, int k, out Decimal34 result)
    {
        Span<ulong> scaled = stackalloc ulong[Words + 2];
        scaled.Clear();
        AddProduct(scaled, power, Ten33Words[0]);
        AddProduct(scaled[1..], power, Ten33Words[1]);
        var digits = new UInt128(scaled[4], scaled[3]);
        ulong fraction = scaled[2];
        result = default;
        const ulong Half = 1UL << 63;
        if (fraction is > Half - Doubt and < Half + Doubt)
            return false;
        digits += fraction >= Half ? 1u : 0u;
        // At the ends of the decade the number of digits would change.
        if (digits <= (UInt128)Ten33 || digits >= (UInt128)Ten33 * 10 - 1)
            return false;
        result = new Decimal34((BigInteger)digits, k - (Decimal34.Precision - 1));
        return true;
    }

    /// <summary>left · right, cut behind the last word.</summary>
    private static void Multiply(Span<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> product)
    {
        product.Clear();
        for (int i = 0; i < Words; i++)
            AddProduct(product[i..], right, left[i]);
        product.Slice(FractionWords, Words).CopyTo(left);
    }

    /// <summary>Adds value · factor to <paramref name="target"/>, which has room for the carry.</summary>
    private static void AddProduct(Span<ulong> target, ReadOnlySpan<ulong> value, ulong factor)
    {
        ulong carry = 0;
        for (int i = 0; i < value.Length; i++)
        {
            ulong high = Math.BigMul(value[i], factor, out ulong low);
            low += carry;
            high += low < carry ? 1UL : 0;
            target[i] += low;
            carry = high + (target[i] < low ? 1UL : 0);
        }

        target[value.Length] += carry;
    }

    private static void Scale(ReadOnlySpan<ulong> value, ulong factor, Span<ulong> product)
    {
        product.Clear();
        AddProduct(product, value, factor);
    }

    private static void Add(Span<ulong> left, ReadOnlySpan<ulong> right)
    {
        ulong carry = 0;
        for (int i = 0; i < Words; i++)
        {
            ulong sum = left[i] + carry;
            carry = sum < carry ? 1UL : 0;
            left[i] = sum + right[i];
            carry += left[i] < sum ? 1UL : 0;
        }
    }

    private static void Subtract(Span<ulong> left, ReadOnlySpan<ulong> right)
    {
        ulong borrow = 0;
        for (int i = 0; i < Words; i++)
        {
            ulong difference = left[i] - right[i];
            ulong next = left[i] < right[i] ? 1UL : 0;
            next += difference < borrow ? 1UL : 0;
            left[i] = difference - borrow;
            borrow = next;
        }
    }

    private static int Compare(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        for (int i = Words - 1; i >= 0; i--)
        {
            if (left[i] != right[i])
                return left[i].CompareTo(right[i]);
        }

        return 0;
    }

    /// <summary>e^(i/2^bits) for i below <paramref name="count"/>, one after the other.</summary>
    private static ulong[] MakeTable(int bits, int count)
    {
        const int Extra = 64;
        var words = new List<ulong>();
        for (int i = 0; i < count; i++)
            words.AddRange(ToWords(Decimal34Functions.ExpSmall((BigInteger)i << (FractionBits + Extra - bits), FractionBits + Extra) >> Extra, Words));
        return [.. words];
    }

    private static ulong[][] MakeInverseFactorials()
    {
        var factorial = BigInteger.One;
        var inverses = new ulong[Degree + 1][];
        for (int i = 0; i <= Degree; i++)
        {
            factorial *= Math.Max(i, 1);
            inverses[i] = ToWords((BigInteger.One << FractionBits) / factorial, Words);
        }

        return inverses;
    }

    private static ulong[] ToWords(BigInteger value, int count)
    {
        ulong[] words = new ulong[count];
        for (int i = 0; i < count; i++)
            words[i] = (ulong)((value >> (64 * i)) & ulong.MaxValue);
        return words;
    }
}
