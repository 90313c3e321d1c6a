namespace Spacemesh.Crypto.Curve;

/// <summary>A point without T: enough to be doubled.</summary>
internal readonly struct ProjectivePoint
{
    public readonly FieldElement X;
    public readonly FieldElement Y;
    public readonly FieldElement Z;

    public ProjectivePoint(in FieldElement x, in FieldElement y, in FieldElement z)
    {
        X = x;
        Y = y;
        Z = z;
    }
}
