using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spacemesh.Post.RandomX;

/// <summary>
/// Arithmetic on pairs of doubles in any rounding mode without touching the processor's control register
/// (spec 02 §13.2 item 33): the nearest result, the exact sign of what it lacks, and one step where the mode asks for it.
/// Holds for the values that RandomX programs meet: sums stay far from overflow, and nothing comes near the
/// denormal range; <see cref="DirectedArithmetic"/> has no such limits.
/// </summary>
internal static class DirectedPair
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Add(Vector128<double> a, Vector128<double> b, RoundingMode mode)
    {
        var sum = a + b;
        return mode == RoundingMode.Nearest ? sum : StepSum(a, b, sum, mode);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Subtract(Vector128<double> a, Vector128<double> b, RoundingMode mode)
    {
        var difference = a - b;
        return mode == RoundingMode.Nearest ? difference : StepSum(a, -b, difference, mode);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Multiply(Vector128<double> a, Vector128<double> b, RoundingMode mode)
    {
        var product = a * b;
        // An overflowed product leaves −∞ here and steps back to the largest number; an infinite factor leaves NaN and stays.
        return mode == RoundingMode.Nearest ? product : Step(product, Vector128.FusedMultiplyAdd(a, b, -product), mode);
    }

    /// <summary>The divisor is positive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Divide(Vector128<double> a, Vector128<double> b, RoundingMode mode)
    {
        var quotient = a / b;
        return mode == RoundingMode.Nearest ? quotient : Step(quotient, Vector128.FusedMultiplyAdd(-quotient, b, a), mode);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> SquareRoot(Vector128<double> a, RoundingMode mode)
    {
        var root = Vector128.Sqrt(a);
        return mode == RoundingMode.Nearest ? root : Step(root, Vector128.FusedMultiplyAdd(-root, root, a), mode);
    }

    private static Vector128<double> StepSum(Vector128<double> a, Vector128<double> b, Vector128<double> sum, RoundingMode mode)
    {
        // Two-sum: exact in the nearest mode.
        var virtualB = sum - a;
        var lacking = (a - (sum - virtualB)) + (b - virtualB);
        var stepped = Step(sum, lacking, mode);
        if (mode != RoundingMode.Down)
            return stepped;
        // An exact zero is −0 when rounding down, unless both terms are +0 (spec 02 §13.2 item 32).
        var zero = Vector128.Equals(sum, Vector128<double>.Zero);
        var negative = (a.AsUInt64() | b.AsUInt64()) & Vector128.Create(1UL << 63);
        return Vector128.ConditionalSelect(zero, negative.AsDouble(), stepped);
    }

    // lacking = exact − nearest, of which only the sign counts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Step(Vector128<double> nearest, Vector128<double> lacking, RoundingMode mode)
    {
        var bits = nearest.AsInt64();
        // One step up in value: the pattern grows for positive numbers and shrinks for negative ones.
        var up = (bits >> 63) | Vector128<long>.One;
        var below = Vector128.LessThan(lacking, Vector128<double>.Zero).AsInt64();
        var above = Vector128.GreaterThan(lacking, Vector128<double>.Zero).AsInt64();
        return mode switch
        {
            RoundingMode.Down => (bits - (up & below)).AsDouble(),
            RoundingMode.Up => (bits + (up & above)).AsDouble(),
            // The magnitude shrinks where what lacks points to zero.
            _ => (bits + (((bits >> 63) & above) | (~(bits >> 63) & below))).AsDouble(),
        };
    }
}
