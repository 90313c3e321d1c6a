using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Curve;

/// <summary>Odd multiples of a point for width-5 digits, ready for <see cref="QuadPoint"/>: P, 3P, … 15P.</summary>
[InlineArray(PointTable.Count)]
internal struct QuadTable
{
    private QuadSummand _first;

    public static void Fill(ref QuadTable table, in EdwardsPoint point)
    {
        var multiple = new QuadPoint(point);
        QuadPoint.Double(out var twice, multiple);
        table[0] = new QuadSummand(multiple);
        for (int i = 1; i < PointTable.Count; i++)
        {
            QuadPoint.Add(out multiple, twice, table[i - 1]);
            table[i] = new QuadSummand(multiple);
        }
    }
}
