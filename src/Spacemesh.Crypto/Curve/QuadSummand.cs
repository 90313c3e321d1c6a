using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Crypto.Curve;

/// <summary>A summand, (Y − X, Y + X, 2Z, 2d·T) in the four lanes.</summary>
internal readonly struct QuadSummand
{
    private static readonly FieldQuad Factors = new(
        FieldElement.One, FieldElement.One, new FieldElement(2, 0, 0, 0, 0), CurveConstants.TwoD);

    public readonly FieldQuad Lanes;

    public QuadSummand(in QuadPoint point)
    {
        var p = point.Lanes;
        var sums = new FieldQuad(
            QuadPoint.AddIn(p.Pair0), QuadPoint.AddIn(p.Pair1), QuadPoint.AddIn(p.Pair2), QuadPoint.AddIn(p.Pair3), QuadPoint.AddIn(p.Pair4));
        FieldQuad.Multiply(out Lanes, sums, Factors);
    }

    public QuadSummand(in FieldQuad lanes) => Lanes = lanes;

    /// <summary>The summand of −P: the first two lanes change places, the last its sign.</summary>
    public void Negate(out QuadSummand r) =>
        r = new(new FieldQuad(Negate(Lanes.Pair0), Negate(Lanes.Pair1), Negate(Lanes.Pair2), Negate(Lanes.Pair3), Negate(Lanes.Pair4)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Negate(Vector256<int> v)
    {
        var swapped = Avx2.Permute4x64(v.AsInt64(), 0b11_10_00_01).AsInt32();
        return Avx2.Blend(swapped, -v, 0b1100_0000);
    }
}
