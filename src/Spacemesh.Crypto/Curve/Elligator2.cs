namespace Spacemesh.Crypto.Curve;

/// <summary>The Elligator 2 map to edwards25519 (spec 01 §4.2 steps 3 and 4).</summary>
internal static class Elligator2
{
    /// <summary>The point of a field element, before the cofactor is cleared.</summary>
    public static EdwardsPoint Map(in FieldElement u)
    {
        var fraction = new ElligatorFraction(u);
        int kind = FieldRoot.Ratio(out var root, fraction.Numerator, fraction.Denominator);
        return Map(fraction, root, kind);
    }

    /// <summary>The same with the root of the fraction, or what <see cref="FieldRoot"/> says in its place.</summary>
    public static EdwardsPoint Map(in ElligatorFraction fraction, in FieldElement root, int kind)
    {
        var n = fraction.N;
        var v = root;
        bool square = kind == 0;
        if (!square)
        {
            // t₂ = −t₁ − J = w·t₁ and g(t₂) = w·g(t₁) = 2u²·g(t₁), whose root is u·r times a root of ∓2i.
            FieldElement.Multiply(out n, n, fraction.W);
            FieldElement.Multiply(out v, v, fraction.U);
            FieldElement.Multiply(out v, v, kind == 1 ? CurveConstants.OneMinusRoot : CurveConstants.OnePlusRoot);
        }

        if (v.IsOdd() != square)
            FieldElement.Negate(out v, v);

        // x = c·t/v and y = (t − 1)/(t + 1) with t = n/d.
        FieldElement.Multiply(out var e, n, CurveConstants.MontgomeryScale);
        FieldElement.Multiply(out var g, fraction.D, v);
        FieldElement.Subtract(out var h, n, fraction.D);
        FieldElement.Add(out var f, n, fraction.D);
        if (g.IsZero() || f.IsZero())
            return EdwardsPoint.Identity;
        return new CompletedPoint(e, g, h, f).ToExtended();
    }
}
