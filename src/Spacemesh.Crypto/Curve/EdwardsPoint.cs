namespace Spacemesh.Crypto.Curve;

/// <summary>A point of edwards25519 in extended coordinates: x = X/Z, y = Y/Z, x·y = T/Z. Any torsion component is kept.</summary>
internal readonly struct EdwardsPoint
{
    public const int Size = 32;

    public readonly FieldElement X;
    public readonly FieldElement Y;
    public readonly FieldElement Z;
    public readonly FieldElement T;

    public EdwardsPoint(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t)
    {
        X = x;
        Y = y;
        Z = z;
        T = t;
    }

    public static EdwardsPoint Identity => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    public static EdwardsPoint Base
    {
        get
        {
            FieldElement.Multiply(out var t, CurveConstants.BaseX, CurveConstants.BaseY);
            return new(CurveConstants.BaseX, CurveConstants.BaseY, FieldElement.One, t);
        }
    }

    /// <summary>
    /// Whether an encoding is canonical: y below p, and not one of the two encodings of x = 0 with the sign bit set (spec 01 §3.4 step 3).
    /// </summary>
    public static bool IsCanonicalEncoding(ReadOnlySpan<byte> bytes)
    {
        if (!FieldElement.IsCanonical(bytes))
            return false;
        if ((bytes[31] & 0x80) == 0)
            return true;

        // x = 0 exactly for y = 1 and y = −1.
        bool isOne = bytes[0] == 1 && bytes[31] == 0x80 && !bytes[1..31].ContainsAnyExcept((byte)0);
        bool isMinusOne = bytes[0] == 0xec && bytes[31] == 0xff && !bytes[1..31].ContainsAnyExcept((byte)0xff);
        return !isOne && !isMinusOne;
    }

    /// <summary>Decodes as spec 01 §3.4 step 1: y is reduced mod p and x = 0 with a set sign bit stays 0; false where no x exists.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        var y = FieldElement.FromBytes(bytes);
        RootOperands(y, out var u, out var v);
        if (FieldRoot.Ratio(out var x, u, v) != 0)
        {
            point = Identity;
            return false;
        }

        point = FromRoot(x, y, (bytes[31] & 0x80) != 0);
        return true;
    }

    /// <summary>u = y² − 1 and v = d·y² + 1, of which √(u/v) is x.</summary>
    public static void RootOperands(in FieldElement y, out FieldElement u, out FieldElement v)
    {
        FieldElement.Square(out var y2, y);
        FieldElement.Subtract(out u, y2, FieldElement.One);
        u = u.Carried();
        FieldElement.Multiply(out v, y2, CurveConstants.D);
        FieldElement.Add(out v, v, FieldElement.One);
    }

    /// <summary>The point with this y and the one of ±<paramref name="x"/> that is odd or even.</summary>
    public static EdwardsPoint FromRoot(in FieldElement x, in FieldElement y, bool odd)
    {
        var signed = x;
        if (x.IsOdd() != odd)
            FieldElement.Negate(out signed, x);
        FieldElement.Multiply(out var t, signed, y);
        return new(signed, y, FieldElement.One, t);
    }

    public void Encode(Span<byte> destination)
    {
        FieldPower.Invert(out var inverse, Z);
        EncodeWith(inverse, destination);
    }

    /// <summary>Encodes with 1/Z given.</summary>
    public void EncodeWith(in FieldElement inverseOfZ, Span<byte> destination)
    {
        FieldElement.Multiply(out var x, X, inverseOfZ);
        FieldElement.Multiply(out var y, Y, inverseOfZ);
        y.ToBytes(destination);
        if (x.IsOdd())
            destination[31] |= 0x80;
    }

    /// <summary>x = 0 and y = 1.</summary>
    public bool IsIdentity() => X.IsZero() && FieldElement.AreEqual(Y, Z);

    /// <summary>Whether [8]P is the identity.</summary>
    public bool IsSmallOrder() => MultiplyByCofactor().IsIdentity();

    public EdwardsPoint Double()
    {
        CompletedPoint.Double(out var sum, X, Y, Z);
        return sum.ToExtended();
    }

    public EdwardsPoint MultiplyByCofactor()
    {
        CompletedPoint.Double(out var twice, X, Y, Z);
        var p = twice.ToProjective();
        CompletedPoint.Double(out twice, p.X, p.Y, p.Z);
        p = twice.ToProjective();
        CompletedPoint.Double(out twice, p.X, p.Y, p.Z);
        return twice.ToExtended();
    }

    public EdwardsPoint Negate()
    {
        FieldElement.Negate(out var x, X);
        FieldElement.Negate(out var t, T);
        return new(x, Y, Z, t);
    }

    public static EdwardsPoint Add(in EdwardsPoint a, in EdwardsPoint b)
    {
        CompletedPoint.Add(out var sum, a, new CachedPoint(b));
        return sum.ToExtended();
    }

    /// <summary>Whether both are the same point.</summary>
    public static bool AreEqual(in EdwardsPoint a, in EdwardsPoint b)
    {
        FieldElement.Multiply(out var ax, a.X, b.Z);
        FieldElement.Multiply(out var bx, b.X, a.Z);
        FieldElement.Multiply(out var ay, a.Y, b.Z);
        FieldElement.Multiply(out var by, b.Y, a.Z);
        return FieldElement.AreEqual(ax, bx) && FieldElement.AreEqual(ay, by);
    }
}
