using Spacemesh.Crypto.Curve.Ifma;

namespace Spacemesh.Crypto.Curve;

/// <summary>
/// Sums of multiples of points, in variable time: for public scalars only. Scalars are below 2^255 and are not reduced, so that torsion
/// components get their exact multiple.
/// </summary>
internal static class MultiScalar
{
    /// <summary>[a]A + [b]B, with B the base point.</summary>
    public static EdwardsPoint DoubleBase(in Scalar a, in EdwardsPoint pointA, in Scalar b)
    {
        if (IfmaKernel.IsSupported)
            return IfmaMultiScalar.DoubleBase(a, pointA, b);
        return FieldQuad.IsSupported ? QuadMultiScalar.DoubleBase(a, pointA, b) : PortableMultiScalar.DoubleBase(a, pointA, b);
    }

    /// <summary>[a]A + [c]C.</summary>
    public static EdwardsPoint Double(in Scalar a, in EdwardsPoint pointA, in Scalar c, in EdwardsPoint pointC)
    {
        if (IfmaKernel.IsSupported)
            return IfmaMultiScalar.Double(a, pointA, c, pointC);
        return FieldQuad.IsSupported ? QuadMultiScalar.Double(a, pointA, c, pointC) : PortableMultiScalar.Double(a, pointA, c, pointC);
    }

    /// <summary>[b]B + Σ [scalarᵢ]pointᵢ by one shared chain of doublings (Straus).</summary>
    public static EdwardsPoint Many(in Scalar b, ReadOnlySpan<Scalar> scalars, ReadOnlySpan<EdwardsPoint> points)
    {
        if (IfmaKernel.IsSupported)
            return IfmaMultiScalar.Many(b, scalars, points);
        return FieldQuad.IsSupported ? QuadMultiScalar.Many(b, scalars, points) : PortableMultiScalar.Many(b, scalars, points);
    }
}
