using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Curve;

/// <summary>Odd multiples of a point for width-5 digits: P, 3P, … 15P.</summary>
[InlineArray(Count)]
internal struct PointTable
{
    public const int Width = 5;
    public const int Count = 1 << (Width - 2);

    private CachedPoint _first;

    public static void Fill(ref PointTable table, in EdwardsPoint point)
    {
        table[0] = new CachedPoint(point);
        var twice = point.Double();
        for (int i = 1; i < Count; i++)
        {
            CompletedPoint.Add(out var sum, twice, table[i - 1]);
            table[i] = new CachedPoint(sum.ToExtended());
        }
    }
}
