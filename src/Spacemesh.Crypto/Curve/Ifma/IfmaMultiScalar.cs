using System.Buffers;
using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Curve.Ifma;

/// <summary>The sums of <see cref="MultiScalar"/> by <see cref="IfmaKernel"/>, where <see cref="IfmaKernel.IsSupported"/>.</summary>
internal static unsafe class IfmaMultiScalar
{
    private static readonly IfmaQuad[] BaseMultiples = MultiplesOf(BaseTables.Base);
    private static readonly IfmaQuad[] HighBaseMultiples = MultiplesOf(BaseTables.HighBase);

    [SkipLocalsInit]
    public static EdwardsPoint DoubleBase(in Scalar a, in EdwardsPoint pointA, in Scalar b)
    {
        var digitsA = stackalloc sbyte[SignedDigits.Count];
        var digitsB = stackalloc sbyte[SignedDigits.Count];
        var digitsHigh = stackalloc sbyte[SignedDigits.Count];
        int length = Write(digitsA, a, PointTable.Width);

        // A short multiple of A halves the chain: b = low + 2^128·high.
        bool halves = a.FitsHalf;
        length = Math.Max(length, Write(digitsB, halves ? b.LowHalf : b, BaseTables.Width));
        if (halves)
            length = Math.Max(length, Write(digitsHigh, b.HighHalf, BaseTables.Width));
        var table = stackalloc IfmaQuad[PointTable.Count];
        Fill(table, pointA);

        var sum = new IfmaQuad(EdwardsPoint.Identity);
        int doublings = 0;
        for (int i = length - 1; i >= 0; i--)
        {
            doublings++;
            Apply(&sum, ref doublings, digitsA[i], table);
            Apply(&sum, ref doublings, digitsB[i], First(BaseMultiples));
            if (halves)
                Apply(&sum, ref doublings, digitsHigh[i], First(HighBaseMultiples));
        }

        return Finish(&sum, doublings);
    }

    [SkipLocalsInit]
    public static EdwardsPoint Double(in Scalar a, in EdwardsPoint pointA, in Scalar c, in EdwardsPoint pointC)
    {
        var digitsA = stackalloc sbyte[SignedDigits.Count];
        var digitsC = stackalloc sbyte[SignedDigits.Count];
        int length = Math.Max(Write(digitsA, a, PointTable.Width), Write(digitsC, c, PointTable.Width));
        var tableA = stackalloc IfmaQuad[PointTable.Count];
        var tableC = stackalloc IfmaQuad[PointTable.Count];
        Fill(tableA, pointA);
        Fill(tableC, pointC);

        var sum = new IfmaQuad(EdwardsPoint.Identity);
        int doublings = 0;
        for (int i = length - 1; i >= 0; i--)
        {
            doublings++;
            Apply(&sum, ref doublings, digitsA[i], tableA);
            Apply(&sum, ref doublings, digitsC[i], tableC);
        }

        return Finish(&sum, doublings);
    }

    [SkipLocalsInit]
    public static EdwardsPoint Many(in Scalar b, ReadOnlySpan<Scalar> scalars, ReadOnlySpan<EdwardsPoint> points)
    {
        var tables = ArrayPool<IfmaQuad>.Shared.Rent(points.Length * PointTable.Count);
        sbyte[] digits = ArrayPool<sbyte>.Shared.Rent(points.Length * SignedDigits.Count);
        var sum = new IfmaQuad(EdwardsPoint.Identity);
        int doublings = 0;
        fixed (IfmaQuad* table = tables)
        fixed (sbyte* digit = digits)
        {
            var digitsB = stackalloc sbyte[SignedDigits.Count];
            int length = Write(digitsB, b, BaseTables.Width);
            for (int i = 0; i < points.Length; i++)
            {
                Fill(table + (i * PointTable.Count), points[i]);
                length = Math.Max(length, Write(digit + (i * SignedDigits.Count), scalars[i], PointTable.Width));
            }

            for (int i = length - 1; i >= 0; i--)
            {
                doublings++;
                Apply(&sum, ref doublings, digitsB[i], First(BaseMultiples));
                for (int j = 0; j < points.Length; j++)
                    Apply(&sum, ref doublings, digit[(j * SignedDigits.Count) + i], table + (j * PointTable.Count));
            }
        }

        ArrayPool<IfmaQuad>.Shared.Return(tables);
        ArrayPool<sbyte>.Shared.Return(digits);
        return Finish(&sum, doublings);
    }

    private static int Write(sbyte* digits, in Scalar scalar, int width) => SignedDigits.Write(new Span<sbyte>(digits, SignedDigits.Count), scalar, width);

    /// <summary>P, 3P, … 15P as summands.</summary>
    private static void Fill(IfmaQuad* table, in EdwardsPoint point)
    {
        var multiple = new IfmaQuad(point);
        var twice = multiple;
        IfmaKernel.Double(&twice, 1);
        IfmaKernel.Summand(table, &multiple);
        for (int i = 1; i < PointTable.Count; i++)
        {
            IfmaKernel.Add(&multiple, &twice, table + i - 1);
            IfmaKernel.Summand(table + i, &multiple);
        }
    }

    /// <summary>Adds the multiple that a digit names, after the doublings that have gathered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply(IfmaQuad* sum, ref int doublings, int digit, IfmaQuad* table)
    {
        if (digit == 0)
            return;
        if (doublings > 0)
            IfmaKernel.Double(sum, doublings);
        doublings = 0;
        if (digit > 0)
            IfmaKernel.Add(sum, sum, table + (digit >> 1));
        else
            IfmaKernel.Subtract(sum, sum, table + (-digit >> 1));
    }

    private static EdwardsPoint Finish(IfmaQuad* sum, int doublings)
    {
        if (doublings > 0)
            IfmaKernel.Double(sum, doublings);
        return sum->ToPoint();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static IfmaQuad* First(IfmaQuad[] pinned) => (IfmaQuad*)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(pinned));

    private static IfmaQuad[] MultiplesOf(ReadOnlySpan<AffinePoint> points)
    {
        var two = new FieldElement(2, 0, 0, 0, 0);
        var table = new IfmaQuad[points.Length];
        for (int i = 0; i < table.Length; i++)
            table[i] = new IfmaQuad(points[i].Difference, points[i].Sum, two, points[i].TwoDXY);
        return IfmaKernel.Pinned(table);
    }
}
