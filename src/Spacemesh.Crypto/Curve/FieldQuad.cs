using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Crypto.Curve;

/// <summary>
/// Four field elements side by side for AVX2. An element is ten signed limbs of alternately 26 and 25 bits; 64-bit lane i of <c>Pair j</c>
/// holds limbs 2j (low half) and 2j + 1 (high half) of element i. Products are centred: limbs within ±2^25 and ±2^24 and a little. In
/// units of that, the left operand of a product may be 4 times, the right one 3 times as large, the operand of a square twice.
/// </summary>
internal readonly struct FieldQuad
{
    // Every column of a product is below 2^61 in size; 2^36·p makes it positive so that one logical shift carries it. The halves that
    // centre the limbs are added with it and taken off again at the end.
    private const long FirstBias = 0x3ffffed002000000;
    private const long EvenBias = 0x3ffffff002000000;
    private const long OddBias = 0x1ffffff001000000;

    public readonly Vector256<int> Pair0;
    public readonly Vector256<int> Pair1;
    public readonly Vector256<int> Pair2;
    public readonly Vector256<int> Pair3;
    public readonly Vector256<int> Pair4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldQuad(Vector256<int> pair0, Vector256<int> pair1, Vector256<int> pair2, Vector256<int> pair3, Vector256<int> pair4)
    {
        Pair0 = pair0;
        Pair1 = pair1;
        Pair2 = pair2;
        Pair3 = pair3;
        Pair4 = pair4;
    }

    /// <summary>Packs four elements, as a product would leave them.</summary>
    public FieldQuad(in FieldElement e0, in FieldElement e1, in FieldElement e2, in FieldElement e3)
    {
        Span<ulong> limbs = stackalloc ulong[20];
        Centre(limbs, e0);
        Centre(limbs[1..], e1);
        Centre(limbs[2..], e2);
        Centre(limbs[3..], e3);
        Pair0 = Vector256.Create<ulong>(limbs).AsInt32();
        Pair1 = Vector256.Create<ulong>(limbs[4..]).AsInt32();
        Pair2 = Vector256.Create<ulong>(limbs[8..]).AsInt32();
        Pair3 = Vector256.Create<ulong>(limbs[12..]).AsInt32();
        Pair4 = Vector256.Create<ulong>(limbs[16..]).AsInt32();
    }

    public static bool IsSupported => Avx2.IsSupported;

    private static Vector256<int> Nineteen => Vector256.Create(19);

    private static Vector256<int> ThirtyEight => Vector256.Create(38);

    private static Vector256<long> BiasFirst => Vector256.Create(FirstBias);

    private static Vector256<long> BiasEven => Vector256.Create(EvenBias);

    private static Vector256<long> BiasOdd => Vector256.Create(OddBias);

    /// <summary>Element <paramref name="lane"/>; limbs up to 4 times those of a product.</summary>
    public FieldElement this[int lane]
    {
        get
        {
            // 2p keeps the limbs positive.
            const long Bias0 = (1L << 52) - 38;
            const long Bias = (1L << 52) - 2;
            return new FieldElement(
                Limb(Pair0, lane, Bias0), Limb(Pair1, lane, Bias), Limb(Pair2, lane, Bias), Limb(Pair3, lane, Bias), Limb(Pair4, lane, Bias)).Carried();
        }
    }

    public static void Multiply(out FieldQuad r, in FieldQuad x, in FieldQuad y)
    {
        // Row by row: before row i, limb 10 − i of y becomes 19 times itself, because its products pass 2^255 from here on. So ten columns
        // and ten limbs are all that is live.
        var b0 = y.Pair0;
        var b1 = Odd(b0);
        var b2 = y.Pair1;
        var b3 = Odd(b2);
        var b4 = y.Pair2;
        var b5 = Odd(b4);
        var b6 = y.Pair3;
        var b7 = Odd(b6);
        var b8 = y.Pair4;
        var b9 = Odd(b8);
        var nineteen = Nineteen;
        var a = x.Pair0;
        var h0 = BiasFirst + Avx2.Multiply(a, b0);
        var h1 = BiasOdd + Avx2.Multiply(a, b1);
        var h2 = BiasEven + Avx2.Multiply(a, b2);
        var h3 = BiasOdd + Avx2.Multiply(a, b3);
        var h4 = BiasEven + Avx2.Multiply(a, b4);
        var h5 = BiasOdd + Avx2.Multiply(a, b5);
        var h6 = BiasEven + Avx2.Multiply(a, b6);
        var h7 = BiasOdd + Avx2.Multiply(a, b7);
        var h8 = BiasEven + Avx2.Multiply(a, b8);
        var h9 = BiasOdd + Avx2.Multiply(a, b9);

        b9 = Avx2.Multiply(b9, nineteen).AsInt32();
        a = Odd(x.Pair0);
        var twice = a + a;
        h1 += Avx2.Multiply(a, b0);
        h2 += Avx2.Multiply(twice, b1);
        h3 += Avx2.Multiply(a, b2);
        h4 += Avx2.Multiply(twice, b3);
        h5 += Avx2.Multiply(a, b4);
        h6 += Avx2.Multiply(twice, b5);
        h7 += Avx2.Multiply(a, b6);
        h8 += Avx2.Multiply(twice, b7);
        h9 += Avx2.Multiply(a, b8);
        h0 += Avx2.Multiply(twice, b9);

        b8 = Avx2.Multiply(b8, nineteen).AsInt32();
        a = x.Pair1;
        h2 += Avx2.Multiply(a, b0);
        h3 += Avx2.Multiply(a, b1);
        h4 += Avx2.Multiply(a, b2);
        h5 += Avx2.Multiply(a, b3);
        h6 += Avx2.Multiply(a, b4);
        h7 += Avx2.Multiply(a, b5);
        h8 += Avx2.Multiply(a, b6);
        h9 += Avx2.Multiply(a, b7);
        h0 += Avx2.Multiply(a, b8);
        h1 += Avx2.Multiply(a, b9);

        b7 = Avx2.Multiply(b7, nineteen).AsInt32();
        a = Odd(x.Pair1);
        twice = a + a;
        h3 += Avx2.Multiply(a, b0);
        h4 += Avx2.Multiply(twice, b1);
        h5 += Avx2.Multiply(a, b2);
        h6 += Avx2.Multiply(twice, b3);
        h7 += Avx2.Multiply(a, b4);
        h8 += Avx2.Multiply(twice, b5);
        h9 += Avx2.Multiply(a, b6);
        h0 += Avx2.Multiply(twice, b7);
        h1 += Avx2.Multiply(a, b8);
        h2 += Avx2.Multiply(twice, b9);

        b6 = Avx2.Multiply(b6, nineteen).AsInt32();
        a = x.Pair2;
        h4 += Avx2.Multiply(a, b0);
        h5 += Avx2.Multiply(a, b1);
        h6 += Avx2.Multiply(a, b2);
        h7 += Avx2.Multiply(a, b3);
        h8 += Avx2.Multiply(a, b4);
        h9 += Avx2.Multiply(a, b5);
        h0 += Avx2.Multiply(a, b6);
        h1 += Avx2.Multiply(a, b7);
        h2 += Avx2.Multiply(a, b8);
        h3 += Avx2.Multiply(a, b9);

        b5 = Avx2.Multiply(b5, nineteen).AsInt32();
        a = Odd(x.Pair2);
        twice = a + a;
        h5 += Avx2.Multiply(a, b0);
        h6 += Avx2.Multiply(twice, b1);
        h7 += Avx2.Multiply(a, b2);
        h8 += Avx2.Multiply(twice, b3);
        h9 += Avx2.Multiply(a, b4);
        h0 += Avx2.Multiply(twice, b5);
        h1 += Avx2.Multiply(a, b6);
        h2 += Avx2.Multiply(twice, b7);
        h3 += Avx2.Multiply(a, b8);
        h4 += Avx2.Multiply(twice, b9);

        b4 = Avx2.Multiply(b4, nineteen).AsInt32();
        a = x.Pair3;
        h6 += Avx2.Multiply(a, b0);
        h7 += Avx2.Multiply(a, b1);
        h8 += Avx2.Multiply(a, b2);
        h9 += Avx2.Multiply(a, b3);
        h0 += Avx2.Multiply(a, b4);
        h1 += Avx2.Multiply(a, b5);
        h2 += Avx2.Multiply(a, b6);
        h3 += Avx2.Multiply(a, b7);
        h4 += Avx2.Multiply(a, b8);
        h5 += Avx2.Multiply(a, b9);

        b3 = Avx2.Multiply(b3, nineteen).AsInt32();
        a = Odd(x.Pair3);
        twice = a + a;
        h7 += Avx2.Multiply(a, b0);
        h8 += Avx2.Multiply(twice, b1);
        h9 += Avx2.Multiply(a, b2);
        h0 += Avx2.Multiply(twice, b3);
        h1 += Avx2.Multiply(a, b4);
        h2 += Avx2.Multiply(twice, b5);
        h3 += Avx2.Multiply(a, b6);
        h4 += Avx2.Multiply(twice, b7);
        h5 += Avx2.Multiply(a, b8);
        h6 += Avx2.Multiply(twice, b9);

        b2 = Avx2.Multiply(b2, nineteen).AsInt32();
        a = x.Pair4;
        h8 += Avx2.Multiply(a, b0);
        h9 += Avx2.Multiply(a, b1);
        h0 += Avx2.Multiply(a, b2);
        h1 += Avx2.Multiply(a, b3);
        h2 += Avx2.Multiply(a, b4);
        h3 += Avx2.Multiply(a, b5);
        h4 += Avx2.Multiply(a, b6);
        h5 += Avx2.Multiply(a, b7);
        h6 += Avx2.Multiply(a, b8);
        h7 += Avx2.Multiply(a, b9);

        b1 = Avx2.Multiply(b1, nineteen).AsInt32();
        a = Odd(x.Pair4);
        twice = a + a;
        h9 += Avx2.Multiply(a, b0);
        h0 += Avx2.Multiply(twice, b1);
        h1 += Avx2.Multiply(a, b2);
        h2 += Avx2.Multiply(twice, b3);
        h3 += Avx2.Multiply(a, b4);
        h4 += Avx2.Multiply(twice, b5);
        h5 += Avx2.Multiply(a, b6);
        h6 += Avx2.Multiply(twice, b7);
        h7 += Avx2.Multiply(a, b8);
        h8 += Avx2.Multiply(twice, b9);

        Reduce(out r, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9);
    }

    public static void Square(out FieldQuad r, in FieldQuad x)
    {
        var a0 = x.Pair0;
        var a1 = Odd(a0);
        var a2 = x.Pair1;
        var a3 = Odd(a2);
        var a4 = x.Pair2;
        var a5 = Odd(a4);
        var a6 = x.Pair3;
        var a7 = Odd(a6);
        var a8 = x.Pair4;
        var a9 = Odd(a8);
        var a0d = a0 + a0;
        var a1d = a1 + a1;
        var a2d = a2 + a2;
        var a3d = a3 + a3;
        var a4d = a4 + a4;
        var a5d = a5 + a5;
        var a5m = Avx2.Multiply(a5, ThirtyEight).AsInt32();
        var a6d = a6 + a6;
        var a6n = Avx2.Multiply(a6, Nineteen).AsInt32();
        var a7d = a7 + a7;
        var a7m = Avx2.Multiply(a7, ThirtyEight).AsInt32();
        var a7n = Avx2.Multiply(a7, Nineteen).AsInt32();
        var a8d = a8 + a8;
        var a8n = Avx2.Multiply(a8, Nineteen).AsInt32();
        var a9m = Avx2.Multiply(a9, ThirtyEight).AsInt32();
        var a9n = Avx2.Multiply(a9, Nineteen).AsInt32();
        var h0 = BiasFirst + Avx2.Multiply(a0, a0) + Avx2.Multiply(a1d, a9m) + Avx2.Multiply(a2d, a8n) + Avx2.Multiply(a3d, a7m) + Avx2.Multiply(a4d, a6n) + Avx2.Multiply(a5, a5m);
        var h1 = BiasOdd + Avx2.Multiply(a0d, a1) + Avx2.Multiply(a2d, a9n) + Avx2.Multiply(a3d, a8n) + Avx2.Multiply(a4d, a7n) + Avx2.Multiply(a5d, a6n);
        var h2 = BiasEven + Avx2.Multiply(a0d, a2) + Avx2.Multiply(a1, a1d) + Avx2.Multiply(a3d, a9m) + Avx2.Multiply(a4d, a8n) + Avx2.Multiply(a5d, a7m) + Avx2.Multiply(a6, a6n);
        var h3 = BiasOdd + Avx2.Multiply(a0d, a3) + Avx2.Multiply(a1d, a2) + Avx2.Multiply(a4d, a9n) + Avx2.Multiply(a5d, a8n) + Avx2.Multiply(a6d, a7n);
        var h4 = BiasEven + Avx2.Multiply(a0d, a4) + Avx2.Multiply(a1d, a3d) + Avx2.Multiply(a2, a2) + Avx2.Multiply(a5d, a9m) + Avx2.Multiply(a6d, a8n) + Avx2.Multiply(a7, a7m);
        var h5 = BiasOdd + Avx2.Multiply(a0d, a5) + Avx2.Multiply(a1d, a4) + Avx2.Multiply(a2d, a3) + Avx2.Multiply(a6d, a9n) + Avx2.Multiply(a7d, a8n);
        var h6 = BiasEven + Avx2.Multiply(a0d, a6) + Avx2.Multiply(a1d, a5d) + Avx2.Multiply(a2d, a4) + Avx2.Multiply(a3, a3d) + Avx2.Multiply(a7d, a9m) + Avx2.Multiply(a8, a8n);
        var h7 = BiasOdd + Avx2.Multiply(a0d, a7) + Avx2.Multiply(a1d, a6) + Avx2.Multiply(a2d, a5) + Avx2.Multiply(a3d, a4) + Avx2.Multiply(a8d, a9n);
        var h8 = BiasEven + Avx2.Multiply(a0d, a8) + Avx2.Multiply(a1d, a7d) + Avx2.Multiply(a2d, a6) + Avx2.Multiply(a3d, a5d) + Avx2.Multiply(a4, a4) + Avx2.Multiply(a9, a9m);
        var h9 = BiasOdd + Avx2.Multiply(a0d, a9) + Avx2.Multiply(a1d, a8) + Avx2.Multiply(a2d, a7) + Avx2.Multiply(a3d, a6) + Avx2.Multiply(a4d, a5);
        Reduce(out r, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9);
    }

    /// <summary>x^(2^<paramref name="count"/>).</summary>
    public static void Square(out FieldQuad r, in FieldQuad x, int count)
    {
        Square(out r, x);
        for (int i = 1; i < count; i++)
            Square(out r, r);
    }

    /// <summary>a^((p − 5) / 8) of each element.</summary>
    public static void PowerForRoot(out FieldQuad r, in FieldQuad a)
    {
        PowerOfTwo250(out var t, a);
        Square(out t, t, 2);
        Multiply(out r, t, a);
    }

    /// <summary>The inverse of each element, 0 for 0.</summary>
    public static void Invert(out FieldQuad r, in FieldQuad a)
    {
        Square(out var a2, a);
        Multiply(out var a3, a2, a);
        PowerOfTwo250(out var t, a);
        Square(out t, t, 5);
        Square(out var a8, a2, 2);
        Multiply(out var a11, a8, a3);
        Multiply(out r, t, a11);
    }

    /// <summary>a^(2^250 − 1).</summary>
    private static void PowerOfTwo250(out FieldQuad r, in FieldQuad a)
    {
        Square(out var t, a);
        Multiply(out var e2, t, a);
        Square(out t, e2, 2);
        Multiply(out var e4, t, e2);
        Square(out t, e4);
        Multiply(out var e5, t, a);
        Square(out t, e5, 5);
        Multiply(out var e10, t, e5);
        Square(out t, e10, 10);
        Multiply(out var e20, t, e10);
        Square(out t, e20, 20);
        Multiply(out var e40, t, e20);
        Square(out t, e40, 10);
        Multiply(out var e50, t, e10);
        Square(out t, e50, 50);
        Multiply(out var e100, t, e50);
        Square(out t, e100, 100);
        Multiply(out var e200, t, e100);
        Square(out t, e200, 50);
        Multiply(out r, t, e50);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Odd(Vector256<int> pair) => Avx2.ShiftRightLogical(pair.AsUInt64(), 32).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(
        out FieldQuad r,
        Vector256<long> h0,
        Vector256<long> h1,
        Vector256<long> h2,
        Vector256<long> h3,
        Vector256<long> h4,
        Vector256<long> h5,
        Vector256<long> h6,
        Vector256<long> h7,
        Vector256<long> h8,
        Vector256<long> h9)
    {
        var mask26 = Vector256.Create((1L << 26) - 1);
        var mask25 = Vector256.Create((1L << 25) - 1);

        // Two chains at a time: 0 to 5 and 4 to 1.
        h1 += Vector256.ShiftRightLogical(h0, 26);
        h5 += Vector256.ShiftRightLogical(h4, 26);
        h0 &= mask26;
        h4 &= mask26;
        h2 += Vector256.ShiftRightLogical(h1, 25);
        h6 += Vector256.ShiftRightLogical(h5, 25);
        h1 &= mask25;
        h5 &= mask25;
        h3 += Vector256.ShiftRightLogical(h2, 26);
        h7 += Vector256.ShiftRightLogical(h6, 26);
        h2 &= mask26;
        h6 &= mask26;
        h4 += Vector256.ShiftRightLogical(h3, 25);
        h8 += Vector256.ShiftRightLogical(h7, 25);
        h3 &= mask25;
        h7 &= mask25;
        h5 += Vector256.ShiftRightLogical(h4, 26);
        h9 += Vector256.ShiftRightLogical(h8, 26);
        h4 &= mask26;
        h8 &= mask26;
        var wrap = Vector256.ShiftRightLogical(h9, 25);
        h9 &= mask25;
        h0 += wrap + Vector256.ShiftLeft(wrap, 1) + Vector256.ShiftLeft(wrap, 4);
        h1 += Vector256.ShiftRightLogical(h0, 26);
        h0 &= mask26;

        var halves = Vector256.Create((1L << 25) | (1L << 56)).AsInt32();
        r = new(Pack(h0, h1) - halves, Pack(h2, h3) - halves, Pack(h4, h5) - halves, Pack(h6, h7) - halves, Pack(h8, h9) - halves);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Pack(Vector256<long> even, Vector256<long> odd) => (even | Vector256.ShiftLeft(odd, 32)).AsInt32();

    private static ulong Limb(Vector256<int> pair, int lane, long bias) =>
        (ulong)(pair[2 * lane] + ((long)pair[(2 * lane) + 1] << 26) + bias);

    /// <summary>Writes the limb pairs of one element, four words apart.</summary>
    private static void Centre(Span<ulong> limbs, in FieldElement element)
    {
        var e = element.Carried();
        ReadOnlySpan<ulong> source = [e.Limb0, e.Limb1, e.Limb2, e.Limb3, e.Limb4];
        long carry = 0;
        for (int i = 0; i < source.Length; i++)
        {
            long value = (long)source[i] + carry;
            long low = ((value + (1 << 25)) & ((1 << 26) - 1)) - (1 << 25);
            long high = (value - low) >> 26;
            carry = (high + (1 << 24)) >> 25;
            high -= carry << 25;
            limbs[4 * i] = (uint)low | ((ulong)high << 32);
        }

        // 2^255 = 19
        limbs[0] = (uint)((int)limbs[0] + (19 * (int)carry)) | (limbs[0] & 0xffffffff00000000);
    }
}
