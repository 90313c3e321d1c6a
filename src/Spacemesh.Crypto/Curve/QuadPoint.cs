using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Crypto.Curve;

/// <summary>A point in extended coordinates, (X, Y, Z, T) in the four lanes: one product of <see cref="FieldQuad"/> does four of the formula's.</summary>
internal readonly struct QuadPoint
{
    private readonly FieldQuad _lanes;

    public QuadPoint(in EdwardsPoint point) => _lanes = new FieldQuad(point.X, point.Y, point.Z, point.T);

    private QuadPoint(in FieldQuad lanes) => _lanes = lanes;

    public static QuadPoint Identity => new(EdwardsPoint.Identity);

    public FieldQuad Lanes => _lanes;

    public EdwardsPoint ToExtended() => new(_lanes[0], _lanes[1], _lanes[2], _lanes[3]);

    public static void Double(out QuadPoint r, in QuadPoint p)
    {
        var q = p._lanes;
        FieldQuad.Square(out var s, new FieldQuad(DoubleIn(q.Pair0), DoubleIn(q.Pair1), DoubleIn(q.Pair2), DoubleIn(q.Pair3), DoubleIn(q.Pair4)));
        DoubleOut(s.Pair0, out var a0, out var b0);
        DoubleOut(s.Pair1, out var a1, out var b1);
        DoubleOut(s.Pair2, out var a2, out var b2);
        DoubleOut(s.Pair3, out var a3, out var b3);
        DoubleOut(s.Pair4, out var a4, out var b4);
        FieldQuad.Multiply(out var product, new FieldQuad(a0, a1, a2, a3, a4), new FieldQuad(b0, b1, b2, b3, b4));
        r = new(product);
    }

    public static void Add(out QuadPoint r, in QuadPoint p, in QuadSummand q)
    {
        var left = p._lanes;
        FieldQuad.Multiply(
            out var s, new FieldQuad(AddIn(left.Pair0), AddIn(left.Pair1), AddIn(left.Pair2), AddIn(left.Pair3), AddIn(left.Pair4)), q.Lanes);
        AddOut(s.Pair0, out var a0, out var b0);
        AddOut(s.Pair1, out var a1, out var b1);
        AddOut(s.Pair2, out var a2, out var b2);
        AddOut(s.Pair3, out var a3, out var b3);
        AddOut(s.Pair4, out var a4, out var b4);
        FieldQuad.Multiply(out var product, new FieldQuad(a0, a1, a2, a3, a4), new FieldQuad(b0, b1, b2, b3, b4));
        r = new(product);
    }

    public static void Subtract(out QuadPoint r, in QuadPoint p, in QuadSummand q)
    {
        q.Negate(out var negative);
        Add(out r, p, negative);
    }

    /// <summary>Divides three points by their Z with one inversion, in constant time: (x, y, 1, x·y) stay.</summary>
    public static void Normalise(ref QuadPoint a, ref QuadPoint b, ref QuadPoint c)
    {
        FieldQuad x = a._lanes, y = b._lanes, z = c._lanes;
        var denominators = new FieldQuad(
            Denominators(x.Pair0, y.Pair0, z.Pair0),
            Denominators(x.Pair1, y.Pair1, z.Pair1),
            Denominators(x.Pair2, y.Pair2, z.Pair2),
            Denominators(x.Pair3, y.Pair3, z.Pair3),
            Denominators(x.Pair4, y.Pair4, z.Pair4));
        FieldQuad.Invert(out var inverse, denominators);
        FieldQuad.Multiply(out var product, x, Broadcast(inverse, 0b00_00_00_00));
        a = new(product);
        FieldQuad.Multiply(out product, y, Broadcast(inverse, 0b01_01_01_01));
        b = new(product);
        FieldQuad.Multiply(out product, z, Broadcast(inverse, 0b10_10_10_10));
        c = new(product);
    }

    /// <summary>(Y − X, Y + X, Z, T) of (X, Y, Z, T).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> AddIn(Vector256<int> v)
    {
        var swapped = Avx2.Shuffle(v, 0b01_00_11_10);
        var sum = v + swapped;
        var difference = swapped - v;

        // 32-bit halves of lane 0 from the difference, of lane 1 from the sum.
        return Avx2.Blend(Avx2.Blend(v, difference, 0b0000_0011), sum, 0b0000_1100);
    }

    // Lane numbers below: 0 = X, 1 = Y, 2 = Z, 3 = T; vpermq's control lists them from lane 3 down.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Permute(Vector256<int> v, [ConstantExpected] byte control) => Avx2.Permute4x64(v.AsInt64(), control).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldQuad Broadcast(in FieldQuad q, [ConstantExpected] byte control) => new(
        Permute(q.Pair0, control), Permute(q.Pair1, control), Permute(q.Pair2, control), Permute(q.Pair3, control), Permute(q.Pair4, control));

    /// <summary>Lane 2 of each, that of the third twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Denominators(Vector256<int> a, Vector256<int> b, Vector256<int> c)
    {
        var first = Avx2.UnpackLow(a.AsInt64(), b.AsInt64());
        return Avx2.Permute2x128(first, Avx2.UnpackLow(c.AsInt64(), c.AsInt64()), 0b0011_0001).AsInt32();
    }

    /// <summary>(X, Y, Z, X + Y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> DoubleIn(Vector256<int> v)
    {
        var sum = v + Avx2.Shuffle(v, 0b01_00_11_10);
        return Avx2.Blend(v, Permute(sum, 0b00_00_00_00), 0b1100_0000);
    }

    /// <summary>From (XX, YY, ZZ, (X + Y)²): (F, G, F, E) and (E, H, G, H) with H = XX + YY, G = YY − XX, F = 2ZZ − G, E = (X + Y)² − H.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DoubleOut(Vector256<int> v, out Vector256<int> a, out Vector256<int> b)
    {
        var swapped = Avx2.Shuffle(v, 0b01_00_11_10);
        var h = Permute(v + swapped, 0b00_00_00_00);
        var g = Permute(v - swapped, 0b01_01_01_01);
        var z = Permute(v, 0b11_10_10_10);
        z += Avx2.Blend(z, Vector256<int>.Zero, 0b1100_0000);
        var fe = z - Avx2.Blend(g, h, 0b1100_0000);
        a = Avx2.Blend(fe, g, 0b0000_1100);
        b = Avx2.Blend(Avx2.Blend(h, g, 0b0011_0000), Permute(fe, 0b11_11_11_11), 0b0000_0011);
    }

    /// <summary>From (A, B, D, C): (F, G, F, E) and (E, H, G, H) with E = B − A, F = D − C, G = D + C, H = B + A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOut(Vector256<int> v, out Vector256<int> a, out Vector256<int> b)
    {
        var swapped = Avx2.Shuffle(v, 0b01_00_11_10);
        var sum = v + swapped;         // H, H, G, G
        var difference = swapped - v;  // E, −E, −F, F
        a = Avx2.Blend(Permute(difference, 0b00_11_11_11), Permute(sum, 0b10_10_10_10), 0b0000_1100);
        b = Avx2.Blend(Permute(sum, 0b00_10_01_00), difference, 0b0000_0011);
    }
}
