namespace Spacemesh.Crypto.Curve;

/// <summary>
/// What <see cref="Elligator2"/> knows of a field element u before its root: t₁ = n/d with n = −J and d = 1 + 2u², w = 2u², and
/// g(t₁) = n·(n² + J·n·d + d²)/d³ as a fraction.
/// </summary>
internal readonly struct ElligatorFraction
{
    public readonly FieldElement U;
    public readonly FieldElement N;
    public readonly FieldElement D;
    public readonly FieldElement W;
    public readonly FieldElement Numerator;
    public readonly FieldElement Denominator;

    public ElligatorFraction(in FieldElement u)
    {
        // −1/2 is no square, so d is never 0.
        U = u;
        var j = new FieldElement(CurveConstants.MontgomeryA, 0, 0, 0, 0);
        FieldElement.Negate(out N, j);
        FieldElement.Square(out var uu, u);
        FieldElement.Add(out W, uu, uu);
        FieldElement.Add(out var d, W, FieldElement.One);
        D = d.Carried();
        FieldElement.Square(out var dd, D);
        FieldElement.Multiply(out Denominator, dd, D);
        FieldElement.Square(out var sum, N);
        FieldElement.Multiply(out var product, N, D);
        FieldElement.Multiply(out product, product, j);
        FieldElement.Add(out sum, sum, product);
        FieldElement.Add(out sum, sum, dd);
        FieldElement.Multiply(out Numerator, N, sum);
    }
}
