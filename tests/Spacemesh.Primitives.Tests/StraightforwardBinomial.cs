namespace Spacemesh.Primitives.Tests;

/// <summary>The distribution as spec 05 §3.5 writes it, operation by operation, with everything that the golden traces show.</summary>
internal sealed class StraightforwardBinomial
{
    private const long Unit = 1L << Fixed.FractionBits;

    public Fixed P { get; private set; }

    public long X { get; private set; }

    public Fixed LogGammaSum { get; private set; }

    public Fixed LogGammaA { get; private set; }

    public Fixed LogGammaB { get; private set; }

    public Fixed LogX { get; private set; }

    public Fixed Log1X { get; private set; }

    public Fixed ExpArgument { get; private set; }

    public Fixed Bt { get; private set; }

    public long SwitchPoint { get; private set; }

    public bool Swapped { get; private set; }

    public int Iterations { get; private set; }

    public Fixed Bcf { get; private set; }

    public List<(Fixed D, Fixed C, Fixed Del, Fixed H)> Steps { get; } = [];

    public Fixed Cdf(long n, Fixed p, long x)
    {
        P = p;
        if (x < 0)
            return Fixed.Zero;
        return x >= n ? Fixed.One : Incomplete(n - x, x + 1, Unit - p.ToRaw64());
    }

    private Fixed Incomplete(long a, long b, long x)
    {
        X = x;
        if (a > 1 << 30 || b > 1 << 30 || x < 0 || x > Unit)
            throw Fixed.Overflow();
        LogGammaSum = FixedMath.LogGamma(a + b);
        LogGammaA = FixedMath.LogGamma(a);
        LogGammaB = FixedMath.LogGamma(b);
        if (x is > 0 and < Unit)
        {
            LogX = FixedMath.Log(x) * Fixed.FromInteger(a);
            Log1X = FixedMath.Log(Unit - x) * Fixed.FromInteger(b);
            ExpArgument = LogGammaSum - LogGammaA - LogGammaB + LogX + Log1X;
            Bt = FixedMath.Exp(ExpArgument);
        }

        SwitchPoint = (Fixed.FromInteger(a + 1) / Fixed.FromInteger(a + b + 2)).ToRaw64();
        Swapped = x > SwitchPoint;
        return Swapped ? Fixed.One - F(Unit - x, b, a) : F(x, a, b);
    }

    private Fixed F(long x, long a, long b) => Bt.IsZero ? Bt : Bt * ContinuedFraction(x, a, b) / Fixed.FromInteger(a);

    private Fixed ContinuedFraction(long x, long a, long b)
    {
        var xx = Fixed.FromRaw64(x);
        var one = Fixed.One;
        var c = one;
        var d = one / NonZero(one - (xx * Fixed.FromInteger(a + b) / Fixed.FromInteger(a + 1)));
        var h = d;
        for (long m = 1; m <= 299; m++)
        {
            Iterations = (int)m;
            var n = xx * Fixed.FromInteger(m * (b - m)) / Fixed.FromInteger((a + (2 * m) - 1) * (a + (2 * m)));
            d = one / NonZero((n * d) + one);
            c = NonZero((n / c) + one);
            h = h * d * c;
            n = Fixed.FromInteger((-a - m) * (a + b + m)) * xx / Fixed.FromInteger((a + (2 * m)) * (a + (2 * m) + 1));
            d = one / NonZero((n * d) + one);
            c = NonZero((n / c) + one);
            var del = d * c;
            h *= del;
            if (Steps.Count < 3)
                Steps.Add((d, c, del, h));
            if (Fixed.RawLess(del - one, Fixed.FromDouble(1e-14)))
                break;
        }

        return Bcf = h;
    }

    private static Fixed NonZero(Fixed value) => value.IsZero ? Fixed.FromRaw64(1) : value;
}
