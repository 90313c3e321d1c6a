namespace Spacemesh.Crypto.Curve;

/// <summary>The sums of <see cref="MultiScalar"/> for any processor.</summary>
internal static class PortableMultiScalar
{
    public static EdwardsPoint DoubleBase(in Scalar a, in EdwardsPoint pointA, in Scalar b)
    {
        Span<sbyte> digitsA = stackalloc sbyte[SignedDigits.Count];
        Span<sbyte> digitsB = stackalloc sbyte[SignedDigits.Count];
        int length = Math.Max(SignedDigits.Write(digitsA, a, PointTable.Width), SignedDigits.Write(digitsB, b, BaseTables.Width));
        var table = default(PointTable);
        PointTable.Fill(ref table, pointA);
        var baseTable = BaseTables.Base;

        var sum = EdwardsPoint.Identity;
        for (int i = length - 1; i >= 0; i--)
        {
            CompletedPoint.Double(out var next, sum.X, sum.Y, sum.Z);
            Apply(ref next, digitsA[i], table);
            int digit = digitsB[i];
            if (digit > 0)
                CompletedPoint.Add(out next, next.ToExtended(), baseTable[digit >> 1]);
            else if (digit < 0)
                CompletedPoint.Subtract(out next, next.ToExtended(), baseTable[-digit >> 1]);

            // T is only read by an addition, which comes after a doubling that does not read it.
            var p = next.ToProjective();
            sum = i == 0 ? next.ToExtended() : new EdwardsPoint(p.X, p.Y, p.Z, default);
        }

        return sum;
    }

    public static EdwardsPoint Double(in Scalar a, in EdwardsPoint pointA, in Scalar c, in EdwardsPoint pointC)
    {
        Span<sbyte> digitsA = stackalloc sbyte[SignedDigits.Count];
        Span<sbyte> digitsC = stackalloc sbyte[SignedDigits.Count];
        int length = Math.Max(SignedDigits.Write(digitsA, a, PointTable.Width), SignedDigits.Write(digitsC, c, PointTable.Width));
        var tableA = default(PointTable);
        var tableC = default(PointTable);
        PointTable.Fill(ref tableA, pointA);
        PointTable.Fill(ref tableC, pointC);

        var sum = EdwardsPoint.Identity;
        for (int i = length - 1; i >= 0; i--)
        {
            CompletedPoint.Double(out var next, sum.X, sum.Y, sum.Z);
            Apply(ref next, digitsA[i], tableA);
            Apply(ref next, digitsC[i], tableC);
            var p = next.ToProjective();
            sum = i == 0 ? next.ToExtended() : new EdwardsPoint(p.X, p.Y, p.Z, default);
        }

        return sum;
    }

    public static EdwardsPoint Many(in Scalar b, ReadOnlySpan<Scalar> scalars, ReadOnlySpan<EdwardsPoint> points)
    {
        var tables = new PointTable[points.Length];
        var digits = new sbyte[points.Length * SignedDigits.Count];
        Span<sbyte> digitsB = stackalloc sbyte[SignedDigits.Count];
        int length = SignedDigits.Write(digitsB, b, BaseTables.Width);
        for (int i = 0; i < points.Length; i++)
        {
            PointTable.Fill(ref tables[i], points[i]);
            length = Math.Max(length, SignedDigits.Write(digits.AsSpan(i * SignedDigits.Count, SignedDigits.Count), scalars[i], PointTable.Width));
        }

        var baseTable = BaseTables.Base;
        var sum = EdwardsPoint.Identity;
        for (int i = length - 1; i >= 0; i--)
        {
            CompletedPoint.Double(out var next, sum.X, sum.Y, sum.Z);
            for (int j = 0; j < points.Length; j++)
                Apply(ref next, digits[(j * SignedDigits.Count) + i], tables[j]);
            int digit = digitsB[i];
            if (digit > 0)
                CompletedPoint.Add(out next, next.ToExtended(), baseTable[digit >> 1]);
            else if (digit < 0)
                CompletedPoint.Subtract(out next, next.ToExtended(), baseTable[-digit >> 1]);
            sum = next.ToExtended();
        }

        return sum;
    }

    private static void Apply(ref CompletedPoint sum, int digit, in PointTable table)
    {
        if (digit > 0)
            CompletedPoint.Add(out sum, sum.ToExtended(), table[digit >> 1]);
        else if (digit < 0)
            CompletedPoint.Subtract(out sum, sum.ToExtended(), table[-digit >> 1]);
    }
}
