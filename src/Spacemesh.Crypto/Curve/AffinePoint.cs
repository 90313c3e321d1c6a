namespace Spacemesh.Crypto.Curve;

/// <summary>A summand of a fixed table, with Z = 1: y + x, y − x and 2d·x·y.</summary>
internal readonly struct AffinePoint
{
    public readonly FieldElement Sum;
    public readonly FieldElement Difference;
    public readonly FieldElement TwoDXY;

    public AffinePoint(in EdwardsPoint point)
    {
        FieldElement.Invert(out var inverse, point.Z);
        FieldElement.Multiply(out var x, point.X, inverse);
        FieldElement.Multiply(out var y, point.Y, inverse);
        FieldElement.Multiply(out var xy, x, y);
        FieldElement.Add(out Sum, y, x);
        FieldElement.Subtract(out Difference, y, x);
        Sum = Sum.Carried();
        Difference = Difference.Carried();
        FieldElement.Multiply(out TwoDXY, xy, CurveConstants.TwoD);
    }
}
