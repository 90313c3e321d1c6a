namespace Spacemesh.Crypto.Curve;

/// <summary>Decodes up to four points together: their roots cost as much as one where the processor has four lanes.</summary>
internal static class PointDecoder
{
    public const int MaximumCount = 4;

    /// <summary>Decodes as <see cref="EdwardsPoint.TryDecode"/>; false unless all decode. Encodings lie one after the other.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encodings, Span<EdwardsPoint> points)
    {
        Span<RootSearch> searches = stackalloc RootSearch[MaximumCount];
        searches = searches[..points.Length];
        Prepare(encodings, searches);
        RootSearch.Run(searches);
        return Finish(encodings, searches, points);
    }

    /// <summary>Decodes up to three points and maps a field element to a fourth (<see cref="Elligator2"/>).</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encodings, Span<EdwardsPoint> points, in FieldElement u, out EdwardsPoint mapped)
    {
        Span<RootSearch> searches = stackalloc RootSearch[MaximumCount];
        searches = searches[..(points.Length + 1)];
        Prepare(encodings, searches[..^1]);
        var fraction = new ElligatorFraction(u);
        searches[^1] = new RootSearch(fraction.Numerator, fraction.Denominator);
        RootSearch.Run(searches);
        int kind = searches[^1].Finish(out var root);
        mapped = Elligator2.Map(fraction, root, kind);
        return Finish(encodings, searches[..^1], points);
    }

    private static void Prepare(ReadOnlySpan<byte> encodings, Span<RootSearch> searches)
    {
        for (int i = 0; i < searches.Length; i++)
        {
            EdwardsPoint.RootOperands(Y(encodings, i), out var u, out var v);
            searches[i] = new RootSearch(u, v);
        }
    }

    private static bool Finish(ReadOnlySpan<byte> encodings, ReadOnlySpan<RootSearch> searches, Span<EdwardsPoint> points)
    {
        for (int i = 0; i < points.Length; i++)
        {
            if (searches[i].Finish(out var x) != 0)
                return false;
            points[i] = EdwardsPoint.FromRoot(x, Y(encodings, i), (encodings[(i * EdwardsPoint.Size) + 31] & 0x80) != 0);
        }

        return true;
    }

    private static FieldElement Y(ReadOnlySpan<byte> encodings, int index) =>
        FieldElement.FromBytes(encodings.Slice(index * EdwardsPoint.Size, EdwardsPoint.Size));
}
