using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Curve;

/// <summary>
/// The sums of a comb over a public point P: with Pₜ = [2^51t]P, entry i is P₄ plus each of P₀ … P₃ whose bit in i is set, minus the others.
/// Then two more: the identity and −P.
/// </summary>
[InlineArray(Count)]
internal struct CombTable
{
    public const int Combinations = 1 << (CombScalar.Teeth - 1);

    private const int Count = Combinations + 2;

    private QuadSummand _first;

    /// <summary>The combinations.</summary>
    [UnscopedRef]
    public readonly SummandSpan Sums => new(((ReadOnlySpan<QuadSummand>)this)[..Combinations]);

    /// <summary>The identity and −P.</summary>
    [UnscopedRef]
    public readonly SummandSpan Corrections => new(((ReadOnlySpan<QuadSummand>)this)[Combinations..]);

    [SkipLocalsInit]
    public static void Fill(ref CombTable table, in EdwardsPoint point)
    {
        Span<QuadSummand> entries = table;
        Span<QuadSummand> twice = stackalloc QuadSummand[CombScalar.Teeth - 1];
        Span<QuadPoint> sums = stackalloc QuadPoint[Combinations];
        var identity = QuadPoint.Identity;
        var tooth = new QuadPoint(point);
        var lowest = identity;
        entries[Combinations] = new QuadSummand(identity);
        new QuadSummand(tooth).Negate(out entries[Combinations + 1]);
        for (int t = 0; t < twice.Length; t++)
        {
            QuadPoint.Subtract(out lowest, lowest, new QuadSummand(tooth));
            QuadPoint.Double(out tooth, tooth);
            twice[t] = new QuadSummand(tooth);
            for (int i = 1; i < CombScalar.Columns; i++)
                QuadPoint.Double(out tooth, tooth);
        }

        QuadPoint.Add(out sums[0], lowest, new QuadSummand(tooth));
        for (int t = 0; t < twice.Length; t++)
        {
            for (int i = 0; i < 1 << t; i++)
                QuadPoint.Add(out sums[i + (1 << t)], sums[i], twice[t]);
        }

        for (int i = 0; i < sums.Length; i++)
            entries[i] = new QuadSummand(sums[i]);
    }
}
