using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spacemesh.Crypto.Curve.Ifma;

/// <summary>Four field elements side by side, or the four coordinates of a point or a summand: vector i holds limb i of each.</summary>
[InlineArray(Limbs)]
internal struct IfmaQuad
{
    public const int Limbs = 5;

    private Vector256<ulong> _first;

    public IfmaQuad(in FieldElement e0, in FieldElement e1, in FieldElement e2, in FieldElement e3)
    {
        FieldElement c0 = e0.Carried(), c1 = e1.Carried(), c2 = e2.Carried(), c3 = e3.Carried();
        this[0] = Vector256.Create(c0.Limb0, c1.Limb0, c2.Limb0, c3.Limb0);
        this[1] = Vector256.Create(c0.Limb1, c1.Limb1, c2.Limb1, c3.Limb1);
        this[2] = Vector256.Create(c0.Limb2, c1.Limb2, c2.Limb2, c3.Limb2);
        this[3] = Vector256.Create(c0.Limb3, c1.Limb3, c2.Limb3, c3.Limb3);
        this[4] = Vector256.Create(c0.Limb4, c1.Limb4, c2.Limb4, c3.Limb4);
    }

    public IfmaQuad(in EdwardsPoint point)
        : this(point.X, point.Y, point.Z, point.T)
    {
    }

    public readonly FieldElement Element(int lane) =>
        new(this[0][lane], this[1][lane], this[2][lane], this[3][lane], this[4][lane]);

    public readonly EdwardsPoint ToPoint() => new(Element(0), Element(1), Element(2), Element(3));
}
