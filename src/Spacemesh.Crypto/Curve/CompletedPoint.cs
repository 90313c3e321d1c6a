using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Curve;

/// <summary>The result of an addition or a doubling before its products: x = E/G, y = H/F.</summary>
internal readonly struct CompletedPoint
{
    private readonly FieldElement _e;
    private readonly FieldElement _f;
    private readonly FieldElement _g;
    private readonly FieldElement _h;

    /// <summary>x = e/g, y = h/f.</summary>
    public CompletedPoint(in FieldElement e, in FieldElement g, in FieldElement h, in FieldElement f)
    {
        _e = e;
        _g = g;
        _h = h;
        _f = f;
    }

    public static void Double(out CompletedPoint r, in FieldElement x, in FieldElement y, in FieldElement z)
    {
        FieldElement.Square(out var xx, x);
        FieldElement.Square(out var yy, y);
        FieldElement.Square(out var zz, z);
        FieldElement.Add(out var xy, x, y);
        FieldElement.Square(out xy, xy);
        FieldElement.Add(out var h, yy, xx);
        FieldElement.Subtract(out var e, xy, h);
        FieldElement.Subtract(out var g, yy, xx);
        FieldElement.Add(out var f, zz, zz);
        FieldElement.Add(out f, f, xx);
        FieldElement.Subtract(out f, f, yy);
        r = new(e, g, h, f);
    }

    public static void Add(out CompletedPoint r, in EdwardsPoint p, in CachedPoint q) =>
        Add(out r, p, q.Sum, q.Difference, q.TwoZ, q.TwoDT, false);

    public static void Subtract(out CompletedPoint r, in EdwardsPoint p, in CachedPoint q) =>
        Add(out r, p, q.Difference, q.Sum, q.TwoZ, q.TwoDT, true);

    public static void Add(out CompletedPoint r, in EdwardsPoint p, in AffinePoint q)
    {
        FieldElement.Add(out var twoZ, p.Z, p.Z);
        AddTo(out r, p, q.Sum, q.Difference, twoZ, q.TwoDXY, false);
    }

    public static void Subtract(out CompletedPoint r, in EdwardsPoint p, in AffinePoint q)
    {
        FieldElement.Add(out var twoZ, p.Z, p.Z);
        AddTo(out r, p, q.Difference, q.Sum, twoZ, q.TwoDXY, true);
    }

    public ProjectivePoint ToProjective()
    {
        FieldElement.Multiply(out var x, _e, _f);
        FieldElement.Multiply(out var y, _g, _h);
        FieldElement.Multiply(out var z, _f, _g);
        return new(x, y, z);
    }

    public EdwardsPoint ToExtended()
    {
        FieldElement.Multiply(out var x, _e, _f);
        FieldElement.Multiply(out var y, _g, _h);
        FieldElement.Multiply(out var z, _f, _g);
        FieldElement.Multiply(out var t, _e, _h);
        return new(x, y, z, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        out CompletedPoint r, in EdwardsPoint p, in FieldElement sum, in FieldElement difference, in FieldElement twoZ, in FieldElement twoDT, bool negate)
    {
        FieldElement.Multiply(out var zz, p.Z, twoZ);
        AddTo(out r, p, sum, difference, zz, twoDT, negate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(
        out CompletedPoint r, in EdwardsPoint p, in FieldElement sum, in FieldElement difference, in FieldElement zz, in FieldElement twoDT, bool negate)
    {
        FieldElement.Add(out var b, p.Y, p.X);
        FieldElement.Subtract(out var a, p.Y, p.X);
        FieldElement.Multiply(out b, b, sum);
        FieldElement.Multiply(out a, a, difference);
        FieldElement.Multiply(out var c, p.T, twoDT);
        FieldElement.Subtract(out var e, b, a);
        FieldElement.Add(out var h, b, a);
        FieldElement.Add(out var zPlus, zz, c);
        FieldElement.Subtract(out var zMinus, zz, c);
        r = negate ? new(e, zMinus, h, zPlus) : new(e, zPlus, h, zMinus);
    }
}
