namespace Spacemesh.Crypto.Curve;

/// <summary>√(u/v) and what can be said of it when u/v is no square.</summary>
internal static class FieldRoot
{
    /// <summary>
    /// Returns k, with v·r² = u·i^k: 0 means that r is the root; 1 and 3 that u/v is no square. <paramref name="v"/> is not 0.
    /// </summary>
    public static int Ratio(out FieldElement r, in FieldElement u, in FieldElement v)
    {
        Prepare(u, v, out var v3, out var power);
        FieldPower.ForRoot(out power, power);
        return Finish(out r, u, v, v3, power);
    }

    /// <summary>v³ and u·v⁷: r is u·v³·(u·v⁷)^((p−5)/8).</summary>
    public static void Prepare(in FieldElement u, in FieldElement v, out FieldElement v3, out FieldElement uv7)
    {
        FieldElement.Square(out var v2, v);
        FieldElement.Multiply(out v3, v2, v);
        FieldElement.Square(out var v6, v3);
        FieldElement.Multiply(out var v7, v6, v);
        FieldElement.Multiply(out uv7, u, v7);
    }

    /// <summary>The part of <see cref="Ratio"/> after the exponentiation.</summary>
    public static int Finish(out FieldElement r, in FieldElement u, in FieldElement v, in FieldElement v3, in FieldElement power)
    {
        FieldElement.Multiply(out r, u, v3);
        FieldElement.Multiply(out r, r, power);
        FieldElement.Square(out var check, r);
        FieldElement.Multiply(out check, check, v);
        if (FieldElement.AreEqual(check, u))
            return 0;
        FieldElement.Add(out var sum, check, u.Carried());
        if (sum.IsZero())
        {
            FieldElement.Multiply(out r, r, CurveConstants.RootOfMinusOne);
            return 0;
        }

        FieldElement.Multiply(out var ui, u, CurveConstants.RootOfMinusOne);
        return FieldElement.AreEqual(check, ui) ? 1 : 3;
    }
}
