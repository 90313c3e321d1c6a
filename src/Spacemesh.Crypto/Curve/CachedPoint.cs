namespace Spacemesh.Crypto.Curve;

/// <summary>A summand: Y + X, Y − X, 2Z and 2d·T of a point.</summary>
internal readonly struct CachedPoint
{
    public readonly FieldElement Sum;
    public readonly FieldElement Difference;
    public readonly FieldElement TwoZ;
    public readonly FieldElement TwoDT;

    public CachedPoint(in EdwardsPoint point)
    {
        FieldElement.Add(out Sum, point.Y, point.X);
        FieldElement.Subtract(out Difference, point.Y, point.X);
        FieldElement.Add(out TwoZ, point.Z, point.Z);
        FieldElement.Multiply(out TwoDT, point.T, CurveConstants.TwoD);
    }
}
