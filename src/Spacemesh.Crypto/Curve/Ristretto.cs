namespace Spacemesh.Crypto.Curve;

/// <summary>The encoding of RFC 9496: points up to 4-torsion. It carries points of the prime-order subgroup to and from libsodium.</summary>
internal static class Ristretto
{
    /// <summary>Encodes a point that is twice some point, for example one of the prime-order subgroup.</summary>
    public static void Encode(in EdwardsPoint point, Span<byte> destination)
    {
        FieldElement.Add(out var sum, point.Z, point.Y);
        FieldElement.Subtract(out var difference, point.Z, point.Y);
        FieldElement.Multiply(out var u1, sum, difference);
        FieldElement.Multiply(out var u2, point.X, point.Y);
        FieldElement.Square(out var v, u2);
        FieldElement.Multiply(out v, v, u1);
        FieldRoot.Ratio(out var inverseRoot, FieldElement.One, v);
        FieldElement.Multiply(out var den1, inverseRoot, u1);
        FieldElement.Multiply(out var den2, inverseRoot, u2);
        FieldElement.Multiply(out var inverseZ, den1, den2);
        FieldElement.Multiply(out inverseZ, inverseZ, point.T);
        FieldElement.Multiply(out var check, point.T, inverseZ);
        FieldElement x = point.X;
        FieldElement y = point.Y;
        FieldElement den = den2;
        if (check.IsOdd())
        {
            FieldElement.Multiply(out x, point.Y, CurveConstants.RootOfMinusOne);
            FieldElement.Multiply(out y, point.X, CurveConstants.RootOfMinusOne);
            FieldElement.Multiply(out den, den1, CurveConstants.InverseRootOfAMinusD);
        }

        FieldElement.Multiply(out check, x, inverseZ);
        if (check.IsOdd())
            FieldElement.Negate(out y, y);
        FieldElement.Subtract(out var s, point.Z, y);
        FieldElement.Multiply(out s, s, den);
        if (s.IsOdd())
            FieldElement.Negate(out s, s);
        s.ToBytes(destination);
    }

    /// <summary>A point each of the classes that two valid encodings name.</summary>
    public static void Decode(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out EdwardsPoint firstPoint, out EdwardsPoint secondPoint)
    {
        var s1 = FieldElement.FromBytes(first);
        var s2 = FieldElement.FromBytes(second);
        Radicand(s1, out var v1, out var radicand1);
        Radicand(s2, out var v2, out var radicand2);
        Span<FieldElement> powers = stackalloc FieldElement[2];
        FieldRoot.Prepare(FieldElement.One, radicand1, out var cube1, out powers[0]);
        FieldRoot.Prepare(FieldElement.One, radicand2, out var cube2, out powers[1]);
        FieldPower.ForRoots(powers);
        FieldRoot.Finish(out var root1, FieldElement.One, radicand1, cube1, powers[0]);
        FieldRoot.Finish(out var root2, FieldElement.One, radicand2, cube2, powers[1]);
        firstPoint = FromRoot(s1, v1, root1);
        secondPoint = FromRoot(s2, v2, root2);
    }

    /// <summary>v = −d·(1 − s²)² − (1 + s²)² and v·(1 + s²)², whose inverse root leads to the point.</summary>
    private static void Radicand(in FieldElement s, out FieldElement v, out FieldElement radicand)
    {
        FieldElement.Square(out var ss, s);
        FieldElement.Subtract(out var u1, FieldElement.One, ss);
        FieldElement.Add(out var u2, FieldElement.One, ss);
        FieldElement.Square(out var u2Squared, u2);
        FieldElement.Square(out v, u1);
        FieldElement.Multiply(out v, v, CurveConstants.D);
        FieldElement.Add(out v, v, u2Squared);
        FieldElement.Negate(out v, v);
        FieldElement.Multiply(out radicand, v, u2Squared);
    }

    private static EdwardsPoint FromRoot(in FieldElement s, in FieldElement v, in FieldElement inverseRoot)
    {
        FieldElement.Square(out var ss, s);
        FieldElement.Subtract(out var u1, FieldElement.One, ss);
        FieldElement.Add(out var u2, FieldElement.One, ss);
        FieldElement.Multiply(out var denX, inverseRoot, u2);
        FieldElement.Multiply(out var denY, inverseRoot, denX);
        FieldElement.Multiply(out denY, denY, v);
        FieldElement.Add(out var x, s, s);
        FieldElement.Multiply(out x, x, denX);
        if (x.IsOdd())
            FieldElement.Negate(out x, x);
        FieldElement.Multiply(out var y, u1, denY);
        FieldElement.Multiply(out var t, x, y);
        return new(x, y, FieldElement.One, t);
    }
}
