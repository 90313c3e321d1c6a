using System.Buffers;
using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Curve;

/// <summary>The sums of <see cref="MultiScalar"/> by <see cref="QuadPoint"/>, where <see cref="FieldQuad.IsSupported"/>.</summary>
internal static class QuadMultiScalar
{
    private static readonly QuadSummand[] BaseMultiples = MultiplesOf(BaseTables.Base);
    private static readonly QuadSummand[] HighBaseMultiples = MultiplesOf(BaseTables.HighBase);

    [SkipLocalsInit]
    public static EdwardsPoint DoubleBase(in Scalar a, in EdwardsPoint pointA, in Scalar b)
    {
        Span<sbyte> digitsA = stackalloc sbyte[SignedDigits.Count];
        Span<sbyte> digitsB = stackalloc sbyte[SignedDigits.Count];
        Span<sbyte> digitsHigh = stackalloc sbyte[SignedDigits.Count];
        int length = SignedDigits.Write(digitsA, a, PointTable.Width);

        // A short multiple of A halves the chain: b = low + 2^128·high.
        bool halves = a.FitsHalf;
        length = Math.Max(length, SignedDigits.Write(digitsB, halves ? b.LowHalf : b, BaseTables.Width));
        if (halves)
            length = Math.Max(length, SignedDigits.Write(digitsHigh, b.HighHalf, BaseTables.Width));
        Unsafe.SkipInit(out QuadTable table);
        QuadTable.Fill(ref table, pointA);

        var sum = QuadPoint.Identity;
        for (int i = length - 1; i >= 0; i--)
        {
            QuadPoint.Double(out sum, sum);
            Apply(ref sum, digitsA[i], table);
            Apply(ref sum, digitsB[i], BaseMultiples);
            if (halves)
                Apply(ref sum, digitsHigh[i], HighBaseMultiples);
        }

        return sum.ToExtended();
    }

    [SkipLocalsInit]
    public static EdwardsPoint Double(in Scalar a, in EdwardsPoint pointA, in Scalar c, in EdwardsPoint pointC)
    {
        Span<sbyte> digitsA = stackalloc sbyte[SignedDigits.Count];
        Span<sbyte> digitsC = stackalloc sbyte[SignedDigits.Count];
        int length = Math.Max(SignedDigits.Write(digitsA, a, PointTable.Width), SignedDigits.Write(digitsC, c, PointTable.Width));
        Unsafe.SkipInit(out QuadTable tableA);
        Unsafe.SkipInit(out QuadTable tableC);
        QuadTable.Fill(ref tableA, pointA);
        QuadTable.Fill(ref tableC, pointC);

        var sum = QuadPoint.Identity;
        for (int i = length - 1; i >= 0; i--)
        {
            QuadPoint.Double(out sum, sum);
            Apply(ref sum, digitsA[i], tableA);
            Apply(ref sum, digitsC[i], tableC);
        }

        return sum.ToExtended();
    }

    public static EdwardsPoint Many(in Scalar b, ReadOnlySpan<Scalar> scalars, ReadOnlySpan<EdwardsPoint> points)
    {
        var tables = ArrayPool<QuadTable>.Shared.Rent(points.Length);
        sbyte[] digits = ArrayPool<sbyte>.Shared.Rent(points.Length * SignedDigits.Count);
        Span<sbyte> digitsB = stackalloc sbyte[SignedDigits.Count];
        int length = SignedDigits.Write(digitsB, b, BaseTables.Width);
        for (int i = 0; i < points.Length; i++)
        {
            QuadTable.Fill(ref tables[i], points[i]);
            length = Math.Max(length, SignedDigits.Write(digits.AsSpan(i * SignedDigits.Count, SignedDigits.Count), scalars[i], PointTable.Width));
        }

        var sum = QuadPoint.Identity;
        for (int i = length - 1; i >= 0; i--)
        {
            QuadPoint.Double(out sum, sum);
            Apply(ref sum, digitsB[i], BaseMultiples);
            for (int j = 0; j < points.Length; j++)
                Apply(ref sum, digits[(j * SignedDigits.Count) + i], tables[j]);
        }

        ArrayPool<QuadTable>.Shared.Return(tables);
        ArrayPool<sbyte>.Shared.Return(digits);
        return sum.ToExtended();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply(ref QuadPoint sum, int digit, ReadOnlySpan<QuadSummand> table)
    {
        if (digit > 0)
            QuadPoint.Add(out sum, sum, table[digit >> 1]);
        else if (digit < 0)
            QuadPoint.Subtract(out sum, sum, table[-digit >> 1]);
    }

    private static QuadSummand[] MultiplesOf(ReadOnlySpan<AffinePoint> points)
    {
        if (!FieldQuad.IsSupported)
            return [];
        var two = new FieldElement(2, 0, 0, 0, 0);
        var table = new QuadSummand[points.Length];
        for (int i = 0; i < table.Length; i++)
            table[i] = new QuadSummand(new FieldQuad(points[i].Difference, points[i].Sum, two, points[i].TwoDXY));
        return table;
    }
}
