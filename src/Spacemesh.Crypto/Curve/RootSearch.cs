namespace Spacemesh.Crypto.Curve;

/// <summary>The search for √(u/v), of which up to four share their exponentiation.</summary>
internal struct RootSearch
{
    private readonly FieldElement _u;
    private readonly FieldElement _v;
    private readonly FieldElement _v3;
    private FieldElement _power;

    /// <param name="u">Numerator.</param>
    /// <param name="v">Denominator, not 0.</param>
    public RootSearch(in FieldElement u, in FieldElement v)
    {
        _u = u;
        _v = v;
        FieldRoot.Prepare(u, v, out _v3, out _power);
    }

    /// <summary>The exponentiation of up to four searches.</summary>
    public static void Run(Span<RootSearch> searches)
    {
        Span<FieldElement> powers = stackalloc FieldElement[PointDecoder.MaximumCount];
        powers = powers[..searches.Length];
        for (int i = 0; i < searches.Length; i++)
            powers[i] = searches[i]._power;
        FieldPower.ForRoots(powers);
        for (int i = 0; i < searches.Length; i++)
            searches[i]._power = powers[i];
    }

    /// <summary>What <see cref="FieldRoot.Ratio"/> gives.</summary>
    public readonly int Finish(out FieldElement root) => FieldRoot.Finish(out root, _u, _v, _v3, _power);
}
