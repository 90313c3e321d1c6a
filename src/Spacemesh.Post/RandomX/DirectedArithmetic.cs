namespace Spacemesh.Post.RandomX;

/// <summary>
/// Double arithmetic in any rounding mode for every operand, with denormal inputs read as zero and denormal results
/// flushed, as the reference's control word sets it (spec 02 §13.2 items 30–32). Slow; programs run on
/// <see cref="DirectedPair"/>, and the tests hold the two and the processor together.
/// </summary>
internal static class DirectedArithmetic
{
    private const double SmallestNormal = 2.2250738585072014e-308;

    public static double Add(double a, double b, RoundingMode mode)
    {
        a = FlushDenormal(a);
        b = FlushDenormal(b);
        double sum = a + b;
        if (!double.IsFinite(sum))
            return double.IsFinite(a) && double.IsFinite(b) ? Overflow(sum < 0, mode) : sum;
        if (sum == 0)
        {
            bool negative = double.IsNegative(a) && double.IsNegative(b)
                || (mode == RoundingMode.Down && (double.IsNegative(a) || double.IsNegative(b) || a != 0));
            return negative ? -0.0 : 0.0;
        }

        double virtualB = sum - a;
        double lacking = (a - (sum - virtualB)) + (b - virtualB);
        double stepped = Step(sum, lacking, mode);
        return FlushDenormal(stepped);
    }

    public static double Subtract(double a, double b, RoundingMode mode) => Add(a, -b, mode);

    public static double Multiply(double a, double b, RoundingMode mode)
    {
        a = FlushDenormal(a);
        b = FlushDenormal(b);
        if (!double.IsFinite(a) || !double.IsFinite(b) || a == 0 || b == 0)
            return a * b;
        double x = Mantissa(a, out int exponentA);
        double y = Mantissa(b, out int exponentB);
        double product = x * y;
        return Scale(Step(product, Math.FusedMultiplyAdd(x, y, -product), mode), exponentA + exponentB, mode);
    }

    public static double Divide(double a, double b, RoundingMode mode)
    {
        a = FlushDenormal(a);
        b = FlushDenormal(b);
        if (!double.IsFinite(a) || !double.IsFinite(b) || a == 0 || b == 0)
            return a / b;
        double x = Mantissa(a, out int exponentA);
        double y = Mantissa(b, out int exponentB);
        double quotient = x / y;
        double lacking = Math.FusedMultiplyAdd(-quotient, y, x);
        return Scale(Step(quotient, double.IsNegative(y) ? -lacking : lacking, mode), exponentA - exponentB, mode);
    }

    public static double SquareRoot(double a, RoundingMode mode)
    {
        a = FlushDenormal(a);
        if (!double.IsFinite(a) || a <= 0)
            return Math.Sqrt(a);
        double x = Mantissa(a, out int exponent);
        if ((exponent & 1) != 0)
        {
            x *= 2;
            exponent--;
        }

        double root = Math.Sqrt(x);
        return Scale(Step(root, Math.FusedMultiplyAdd(-root, root, x), mode), exponent / 2, mode);
    }

    private static double FlushDenormal(double value) => Math.Abs(value) < SmallestNormal ? double.CopySign(0, value) : value;

    // |result| in [1, 2)
    private static double Mantissa(double value, out int exponent)
    {
        exponent = Math.ILogB(value);
        return Math.ScaleB(value, -exponent);
    }

    // Exact, or over- or underflow; whether a result is tiny is decided after rounding.
    private static double Scale(double value, int exponent, RoundingMode mode)
    {
        int total = Math.ILogB(value) + exponent;
        if (total > 1023)
            return Overflow(value < 0, mode);
        return total < -1022 ? double.CopySign(0, value) : Math.ScaleB(value, exponent);
    }

    private static double Overflow(bool negative, RoundingMode mode)
    {
        bool infinite = mode switch
        {
            RoundingMode.Nearest => true,
            RoundingMode.Down => negative,
            RoundingMode.Up => !negative,
            _ => false,
        };
        double magnitude = infinite ? double.PositiveInfinity : double.MaxValue;
        return negative ? -magnitude : magnitude;
    }

    private static double Step(double nearest, double lacking, RoundingMode mode) => mode switch
    {
        RoundingMode.Down when lacking < 0 => Math.BitDecrement(nearest),
        RoundingMode.Up when lacking > 0 => Math.BitIncrement(nearest),
        RoundingMode.TowardZero when nearest > 0 && lacking < 0 => Math.BitDecrement(nearest),
        RoundingMode.TowardZero when nearest < 0 && lacking > 0 => Math.BitIncrement(nearest),
        _ => nearest,
    };
}
