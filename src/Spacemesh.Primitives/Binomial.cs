using System.Runtime.CompilerServices;

namespace Spacemesh.Primitives;

/// <summary>
/// The binomial distribution of the eligibility oracle: its cumulative distribution function with the reference's bits, inaccuracies and
/// non-monotonic places included (spec 05 §3.5–3.6). One value serves all x of one (n, p): the logarithms are computed once.
/// Allocates nothing.
/// </summary>
public readonly struct Binomial
{
    private const int Steps = 299;
    private const long Largest = 1L << 30;

    /// <summary>from(1e-14).</summary>
    private static readonly Fixed Tolerance = new(0, 0x2d0);

    private readonly long _n;

    /// <summary>1 − p in 2^-56 units.</summary>
    private readonly long _failure;

    private readonly bool _inRange;
    private readonly Fixed _logGamma;
    private readonly Fixed _logFailure;
    private readonly Fixed _logSuccess;

    /// <param name="n">Number of trials.</param>
    /// <param name="p">Probability of success. Outside [0, 1] only the trivial x have a value.</param>
    public Binomial(long n, Fixed p)
    {
        _n = n;
        if (p.HasSign && !p.IsZero || Fixed.RawGreater(p.Abs(), Fixed.One))
            return;
        _failure = (long)Fixed.Unit - p.ToRaw64();
        _inRange = n <= Largest * 2;
        if (_inRange && n > 0 && _failure is > 0 and < (long)Fixed.Unit)
        {
            _logGamma = FixedMath.LogGamma(n + 1);
            _logFailure = FixedMath.Log(_failure);
            _logSuccess = FixedMath.Log((long)Fixed.Unit - _failure);
        }
    }

    /// <summary>P(X ≤ x); throws <see cref="OverflowException"/> where the reference overflows.</summary>
    public Fixed Cdf(long x)
    {
        if (x < 0)
            return Fixed.Zero;
        if (x >= _n)
            return Fixed.One;
        if (!HasValue(x))
            throw Fixed.Overflow();
        return Incomplete(_n - x, x + 1);
    }

    /// <summary>P(X ≤ x); false where the reference overflows (a network's weights can lead there: spec 05 §4.3).</summary>
    public bool TryCdf(long x, out Fixed cdf)
    {
        cdf = default;
        if (x >= 0 && x < _n && !HasValue(x))
            return false;
        try
        {
            cdf = Cdf(x);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private bool HasValue(long x) => _inRange && _n - x <= Largest && x + 1 <= Largest;

    /// <summary>The regularised incomplete beta function at 1 − p.</summary>
    private Fixed Incomplete(long a, long b)
    {
        var factor = Fixed.Zero;
        if (_failure is > 0 and < (long)Fixed.Unit)
        {
            factor = FixedMath.Exp(
                _logGamma - FixedMath.LogGamma(a) - FixedMath.LogGamma(b) + (_logFailure * Fixed.FromInteger(a)) + (_logSuccess * Fixed.FromInteger(b)));
        }

        long turn = Fixed.FromInteger(a + 1).DivideByInteger((ulong)(a + b + 2)).ToRaw64();
        return _failure > turn
            ? Fixed.One - Scaled(factor, (ulong)Fixed.Unit - (ulong)_failure, b, a)
            : Scaled(factor, (ulong)_failure, a, b);
    }

    private static Fixed Scaled(Fixed factor, ulong x, long a, long b) =>
        factor.IsZero ? factor : (factor * ContinuedFraction(x, a, b)).DivideByInteger((ulong)a);

    /// <summary>
    /// The continued fraction by Lentz's method. It ends early only where a step is 1 or a little more; a step just below 1 never ends it,
    /// and then all 299 steps cut bits off the result (spec 05 §3.5).
    /// </summary>
    private static Fixed ContinuedFraction(ulong x, long a, long b)
    {
        var c = Fixed.One;
        var d = Fixed.One / NonZero(Fixed.One - Term(x, a + b, (ulong)(a + 1)));
        var h = d;
        for (long m = 1; m <= Steps; m++)
        {
            long twice = a + (2 * m);
            var n = Term(x, m * (b - m), (ulong)((twice - 1) * twice));
            d = Fixed.One / NonZero((n * d) + Fixed.One);
            c = NonZero((n / c) + Fixed.One);
            h = h * d * c;
            n = Term(x, (-a - m) * (a + b + m), (ulong)(twice * (twice + 1)));
            d = Fixed.One / NonZero((n * d) + Fixed.One);
            c = NonZero((n / c) + Fixed.One);
            var step = d * c;
            h *= step;
            if (Fixed.RawLess(step - Fixed.One, Tolerance))
                break;
        }

        return h;
    }

    /// <summary>x·factor/divisor: the product of a fraction and an integer is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fixed Term(ulong x, long factor, ulong divisor)
    {
        ulong high = Math.BigMul(x, factor < 0 ? (ulong)-factor : (ulong)factor, out ulong low);
        return new Fixed(high | (factor < 0 ? 1ul << 63 : 0), low).DivideByInteger(divisor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fixed NonZero(Fixed value) => value.IsZero ? Fixed.Epsilon : value;
}
