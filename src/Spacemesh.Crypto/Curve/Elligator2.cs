namespace Spacemesh.Crypto.Curve;

/// <summary>The Elligator 2 map to edwards25519 (spec 01 §4.2 steps 3 and 4).</summary>
internal static class Elligator2
{
    /// <summary>The point of a field element, before the cofactor is cleared.</summary>
    public static EdwardsPoint Map(in FieldElement u)
    {
        // t₁ = n/d with n = −J and d = 1 + 2u²; g(t₁) = n·(n² + J·n·d + d²)/d³. −1/2 is no square, so d is never 0.
        var j = new FieldElement(CurveConstants.MontgomeryA, 0, 0, 0, 0);
        FieldElement.Negate(out var n, j);
        FieldElement.Square(out var uu, u);
        FieldElement.Add(out var w, uu, uu);
        FieldElement.Add(out var d, w, FieldElement.One);
        d = d.Carried();
        FieldElement.Square(out var dd, d);
        FieldElement.Multiply(out var ddd, dd, d);
        FieldElement.Square(out var sum, n);
        FieldElement.Multiply(out var product, n, d);
        FieldElement.Multiply(out product, product, j);
        FieldElement.Add(out sum, sum, product);
        FieldElement.Add(out sum, sum, dd);
        FieldElement.Multiply(out var numerator, n, sum);

        int kind = FieldRoot.Ratio(out var v, numerator, ddd);
        bool square = kind == 0;
        if (!square)
        {
            // t₂ = −t₁ − J = w·t₁ and g(t₂) = w·g(t₁) = 2u²·g(t₁), whose root is u·r times a root of ∓2i.
            FieldElement.Multiply(out n, n, w);
            FieldElement.Multiply(out v, v, u);
            FieldElement.Multiply(out v, v, kind == 1 ? CurveConstants.OneMinusRoot : CurveConstants.OnePlusRoot);
        }

        if (v.IsOdd() != square)
            FieldElement.Negate(out v, v);

        // x = c·t/v and y = (t − 1)/(t + 1) with t = n/d.
        FieldElement.Multiply(out var e, n, CurveConstants.MontgomeryScale);
        FieldElement.Multiply(out var g, d, v);
        FieldElement.Subtract(out var h, n, d);
        FieldElement.Add(out var f, n, d);
        if (g.IsZero() || f.IsZero())
            return EdwardsPoint.Identity;
        return new CompletedPoint(e, g, h, f).ToExtended();
    }
}
