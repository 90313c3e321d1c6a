namespace Spacemesh.Crypto.Curve;

/// <summary>Odd multiples of the base point for width-8 digits: B, 3B, … 127B, and the same of 2^128·B.</summary>
internal static class BaseTables
{
    public const int Width = 8;

    private const int Count = 1 << (Width - 2);

    private static readonly AffinePoint[] OddMultiples = OddMultiplesOf(EdwardsPoint.Base);

    private static readonly AffinePoint[] HighOddMultiples = OddMultiplesOf(HighPoint());

    public static ReadOnlySpan<AffinePoint> Base => OddMultiples;

    /// <summary>Multiples of 2^128·B: the upper half of a scalar shares the doublings of the lower.</summary>
    public static ReadOnlySpan<AffinePoint> HighBase => HighOddMultiples;

    private static EdwardsPoint HighPoint()
    {
        var point = EdwardsPoint.Base;
        for (int i = 0; i < 128; i++)
            point = point.Double();
        return point;
    }

    private static AffinePoint[] OddMultiplesOf(in EdwardsPoint point)
    {
        var table = new AffinePoint[Count];
        var twice = point.Double();
        var multiple = point;
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = new AffinePoint(multiple);
            multiple = EdwardsPoint.Add(multiple, twice);
        }

        return table;
    }
}
