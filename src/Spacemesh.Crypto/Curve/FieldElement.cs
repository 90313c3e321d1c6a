using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Crypto.Curve;

/// <summary>
/// An integer mod p = 2^255 − 19 in five limbs of 51 bits. Products are below 2^51 + 2^13 a limb; every operand of a
/// product, a square or an encoding may have limbs up to 2^54, so one addition or subtraction needs no carry.
/// </summary>
internal readonly struct FieldElement(ulong limb0, ulong limb1, ulong limb2, ulong limb3, ulong limb4)
{
    public const int Size = 32;

    private const ulong Mask51 = (1UL << 51) - 1;

    // 4p, limb by limb: added before a subtraction so that no limb goes below zero.
    private const ulong Bias0 = 0x1fffffffffffb4;
    private const ulong Bias = 0x1ffffffffffffc;

    public readonly ulong Limb0 = limb0;
    public readonly ulong Limb1 = limb1;
    public readonly ulong Limb2 = limb2;
    public readonly ulong Limb3 = limb3;
    public readonly ulong Limb4 = limb4;

    public static FieldElement Zero => default;

    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>The low 255 bits of <paramref name="bytes"/>, little-endian; values of p and above are taken mod p.</summary>
    public static FieldElement FromBytes(ReadOnlySpan<byte> bytes)
    {
        ulong w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        ulong w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        ulong w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new(
            w0 & Mask51,
            ((w0 >> 51) | (w1 << 13)) & Mask51,
            ((w1 >> 38) | (w2 << 26)) & Mask51,
            ((w2 >> 25) | (w3 << 39)) & Mask51,
            (w3 >> 12) & Mask51);
    }

    /// <summary>Whether the low 255 bits of <paramref name="bytes"/> are below p.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> bytes)
    {
        if ((bytes[31] & 0x7f) != 0x7f || bytes[0] < 0xed)
            return true;
        return bytes[1..31].ContainsAnyExcept((byte)0xff);
    }

    /// <summary>The canonical value, little-endian.</summary>
    public void ToBytes(Span<byte> destination)
    {
        var r = Carried();

        // q = 1 exactly when the value is p or more; r − q·p is then r + 19q without bit 255.
        ulong q = (r.Limb0 + 19) >> 51;
        q = (r.Limb1 + q) >> 51;
        q = (r.Limb2 + q) >> 51;
        q = (r.Limb3 + q) >> 51;
        q = (r.Limb4 + q) >> 51;
        ulong l0 = r.Limb0 + (19 * q);
        ulong l1 = r.Limb1 + (l0 >> 51);
        ulong l2 = r.Limb2 + (l1 >> 51);
        ulong l3 = r.Limb3 + (l2 >> 51);
        ulong l4 = (r.Limb4 + (l3 >> 51)) & Mask51;
        l0 &= Mask51;
        l1 &= Mask51;
        l2 &= Mask51;
        l3 &= Mask51;
        BinaryPrimitives.WriteUInt64LittleEndian(destination, l0 | (l1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], (l1 >> 13) | (l2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], (l2 >> 26) | (l3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], (l3 >> 39) | (l4 << 12));
    }

    public bool IsZero()
    {
        Span<byte> bytes = stackalloc byte[Size];
        ToBytes(bytes);
        return !bytes.ContainsAnyExcept((byte)0);
    }

    /// <summary>The low bit of the canonical value: the sign of RFC 8032.</summary>
    public bool IsOdd()
    {
        Span<byte> bytes = stackalloc byte[Size];
        ToBytes(bytes);
        return (bytes[0] & 1) != 0;
    }

    public static bool AreEqual(in FieldElement a, in FieldElement b)
    {
        Subtract(out var difference, a, b.Carried());
        return difference.IsZero();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(out FieldElement r, in FieldElement a, in FieldElement b) => r = new(
        a.Limb0 + b.Limb0, a.Limb1 + b.Limb1, a.Limb2 + b.Limb2, a.Limb3 + b.Limb3, a.Limb4 + b.Limb4);

    /// <summary><paramref name="b"/> is a product or the sum of two products (limbs up to 2^52 + 2^14).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(out FieldElement r, in FieldElement a, in FieldElement b) => r = new(
        a.Limb0 + Bias0 - b.Limb0, a.Limb1 + Bias - b.Limb1, a.Limb2 + Bias - b.Limb2, a.Limb3 + Bias - b.Limb3, a.Limb4 + Bias - b.Limb4);

    /// <summary>−a, with limbs brought back below 2^52; <paramref name="a"/> as in <see cref="Subtract"/>.</summary>
    public static void Negate(out FieldElement r, in FieldElement a)
    {
        Subtract(out r, default, a);
        r = r.Carried();
    }

    /// <summary>The same value with limbs below 2^51 + 2^8.</summary>
    public FieldElement Carried()
    {
        ulong l1 = Limb1 + (Limb0 >> 51);
        ulong l2 = Limb2 + (l1 >> 51);
        ulong l3 = Limb3 + (l2 >> 51);
        ulong l4 = Limb4 + (l3 >> 51);
        ulong l0 = (Limb0 & Mask51) + (19 * (l4 >> 51));
        return new(l0 & Mask51, (l1 & Mask51) + (l0 >> 51), l2 & Mask51, l3 & Mask51, l4 & Mask51);
    }

    public static void Multiply(out FieldElement r, in FieldElement a, in FieldElement b)
    {
        ulong a0 = a.Limb0, a1 = a.Limb1, a2 = a.Limb2, a3 = a.Limb3, a4 = a.Limb4;
        ulong b0 = b.Limb0, b1 = b.Limb1, b2 = b.Limb2, b3 = b.Limb3, b4 = b.Limb4;
        ulong n1 = 19 * b1, n2 = 19 * b2, n3 = 19 * b3, n4 = 19 * b4;

        ulong h0 = Product(a0, b0, out ulong r0);
        Accumulate(ref h0, ref r0, a1, n4);
        Accumulate(ref h0, ref r0, a2, n3);
        Accumulate(ref h0, ref r0, a3, n2);
        Accumulate(ref h0, ref r0, a4, n1);
        ulong h1 = Product(a0, b1, out ulong r1);
        Accumulate(ref h1, ref r1, a1, b0);
        Accumulate(ref h1, ref r1, a2, n4);
        Accumulate(ref h1, ref r1, a3, n3);
        Accumulate(ref h1, ref r1, a4, n2);
        ulong h2 = Product(a0, b2, out ulong r2);
        Accumulate(ref h2, ref r2, a1, b1);
        Accumulate(ref h2, ref r2, a2, b0);
        Accumulate(ref h2, ref r2, a3, n4);
        Accumulate(ref h2, ref r2, a4, n3);
        ulong h3 = Product(a0, b3, out ulong r3);
        Accumulate(ref h3, ref r3, a1, b2);
        Accumulate(ref h3, ref r3, a2, b1);
        Accumulate(ref h3, ref r3, a3, b0);
        Accumulate(ref h3, ref r3, a4, n4);
        ulong h4 = Product(a0, b4, out ulong r4);
        Accumulate(ref h4, ref r4, a1, b3);
        Accumulate(ref h4, ref r4, a2, b2);
        Accumulate(ref h4, ref r4, a3, b1);
        Accumulate(ref h4, ref r4, a4, b0);
        r = Reduce(h0, r0, h1, r1, h2, r2, h3, r3, h4, r4);
    }

    public static void Square(out FieldElement r, in FieldElement a)
    {
        ulong a0 = a.Limb0, a1 = a.Limb1, a2 = a.Limb2, a3 = a.Limb3, a4 = a.Limb4;
        ulong d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2, n3 = 19 * a3, n4 = 19 * a4;

        ulong h0 = Product(a0, a0, out ulong r0);
        Accumulate(ref h0, ref r0, d1, n4);
        Accumulate(ref h0, ref r0, d2, n3);
        ulong h1 = Product(d0, a1, out ulong r1);
        Accumulate(ref h1, ref r1, d2, n4);
        Accumulate(ref h1, ref r1, a3, n3);
        ulong h2 = Product(d0, a2, out ulong r2);
        Accumulate(ref h2, ref r2, a1, a1);
        Accumulate(ref h2, ref r2, 2 * a3, n4);
        ulong h3 = Product(d0, a3, out ulong r3);
        Accumulate(ref h3, ref r3, d1, a2);
        Accumulate(ref h3, ref r3, a4, n4);
        ulong h4 = Product(d0, a4, out ulong r4);
        Accumulate(ref h4, ref r4, d1, a3);
        Accumulate(ref h4, ref r4, a2, a2);
        r = Reduce(h0, r0, h1, r1, h2, r2, h3, r3, h4, r4);
    }

    /// <summary>a^(2^<paramref name="count"/>).</summary>
    public static void Square(out FieldElement r, in FieldElement a, int count)
    {
        Square(out r, a);
        for (int i = 1; i < count; i++)
            Square(out r, r);
    }

    /// <summary>a^(p − 2): the inverse, and 0 for 0.</summary>
    public static void Invert(out FieldElement r, in FieldElement a)
    {
        Square(out var a2, a);
        Multiply(out var a3, a2, a);
        PowerOfTwo250(out var t, a);
        Square(out t, t, 5);

        // (2^250 − 1)·2^5 + 11 = 2^255 − 21
        Square(out var a8, a2, 2);
        Multiply(out var a11, a8, a3);
        Multiply(out r, t, a11);
    }

    /// <summary>a^((p − 5) / 8) = a^(2^252 − 3).</summary>
    public static void PowerForRoot(out FieldElement r, in FieldElement a)
    {
        PowerOfTwo250(out var t, a);
        Square(out t, t, 2);
        Multiply(out r, t, a);
    }

    /// <summary>a^(2^250 − 1).</summary>
    private static void PowerOfTwo250(out FieldElement r, in FieldElement a)
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

    /// <summary>The high half of a·b, and the low one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Product(ulong a, ulong b, out ulong low)
    {
        // MULX gives the low half through memory; a second multiplication is faster.
        if (!Bmi2.X64.IsSupported)
            return Math.BigMul(a, b, out low);
        low = a * b;
        return Bmi2.X64.MultiplyNoFlags(a, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(ref ulong high, ref ulong low, ulong a, ulong b)
    {
        ulong productHigh = Product(a, b, out ulong productLow);
        low += productLow;
        high += productHigh + (low < productLow ? 1UL : 0UL);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Reduce(
        ulong h0, ulong r0, ulong h1, ulong r1, ulong h2, ulong r2, ulong h3, ulong r3, ulong h4, ulong r4)
    {
        // Each column splits at bit 51; its upper part (below 2^64, 2^60 for the last) goes to the next column.
        ulong carry = (h0 << 13) | (r0 >> 51);
        r1 += carry;
        h1 += r1 < carry ? 1UL : 0UL;
        carry = (h1 << 13) | (r1 >> 51);
        r2 += carry;
        h2 += r2 < carry ? 1UL : 0UL;
        carry = (h2 << 13) | (r2 >> 51);
        r3 += carry;
        h3 += r3 < carry ? 1UL : 0UL;
        carry = (h3 << 13) | (r3 >> 51);
        r4 += carry;
        h4 += r4 < carry ? 1UL : 0UL;
        carry = (h4 << 13) | (r4 >> 51);
        ulong l0 = (r0 & Mask51) + (19 * carry);
        return new(l0 & Mask51, (r1 & Mask51) + (l0 >> 51), r2 & Mask51, r3 & Mask51, r4 & Mask51);
    }
}
