using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Curve;

/// <summary>
/// An integer below 2^256 in four 64-bit words; arithmetic mod L = 2^252 + 27742317777372353535851937790883648493, the order of the base
/// point. For public values only: running time depends on the value.
/// </summary>
internal readonly struct Scalar(ulong word0, ulong word1, ulong word2, ulong word3) : IEquatable<Scalar>
{
    public const int Size = 32;

    // L = 2^252 + (C1, C0)
    private const ulong C0 = 0x5812631a5cf5d3ed;
    private const ulong C1 = 0x14def9dea2f79cd6;
    private const ulong Top = 0x1000000000000000;
    private const ulong Mask60 = Top - 1;

    public readonly ulong Word0 = word0;
    public readonly ulong Word1 = word1;
    public readonly ulong Word2 = word2;
    public readonly ulong Word3 = word3;

    public static Scalar Zero => default;

    public static Scalar One => new(1, 0, 0, 0);

    /// <summary>Whether it is below 2^128.</summary>
    public bool FitsHalf => (Word2 | Word3) == 0;

    public Scalar LowHalf => new(Word0, Word1, 0, 0);

    public Scalar HighHalf => new(Word2, Word3, 0, 0);

    public static Scalar Order => new(C0, C1, 0, Top);

    public static bool operator ==(Scalar left, Scalar right) => left.Equals(right);

    public static bool operator !=(Scalar left, Scalar right) => !left.Equals(right);

    /// <summary>32 bytes, little-endian, as they are.</summary>
    public static Scalar FromBytes(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));

    /// <summary>16 bytes, little-endian.</summary>
    public static Scalar FromHalf(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]), 0, 0);

    /// <summary>64 bytes, little-endian, mod L.</summary>
    public static Scalar FromWide(ReadOnlySpan<byte> bytes)
    {
        Span<ulong> words = stackalloc ulong[8];
        for (int i = 0; i < 8; i++)
            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * i)..]);
        return Reduce(words);
    }

    public void ToBytes(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Word0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Word1);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], Word2);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], Word3);
    }

    public bool IsBelowOrder()
    {
        if (Word3 != Top)
            return Word3 < Top;
        if (Word2 != 0)
            return false;
        return Word1 != C1 ? Word1 < C1 : Word0 < C0;
    }

    public bool IsZero() => (Word0 | Word1 | Word2 | Word3) == 0;

    /// <summary>a·b mod L, for any a and b.</summary>
    public static Scalar Multiply(in Scalar a, in Scalar b)
    {
        ReadOnlySpan<ulong> x = [a.Word0, a.Word1, a.Word2, a.Word3];
        ReadOnlySpan<ulong> y = [b.Word0, b.Word1, b.Word2, b.Word3];
        Span<ulong> product = stackalloc ulong[8];
        MultiplyWords(product, x, y);
        return Reduce(product);
    }

    /// <summary>a + b mod L; both below L.</summary>
    public static Scalar Add(in Scalar a, in Scalar b)
    {
        ulong w0 = a.Word0 + b.Word0;
        ulong c = w0 < a.Word0 ? 1UL : 0UL;
        ulong w1 = AddCarry(a.Word1, b.Word1, ref c);
        ulong w2 = AddCarry(a.Word2, b.Word2, ref c);
        ulong w3 = a.Word3 + b.Word3 + c;
        var sum = new Scalar(w0, w1, w2, w3);
        return sum.IsBelowOrder() ? sum : SubtractOrder(sum);
    }

    /// <summary>−a mod L; a is below L.</summary>
    public static Scalar Negate(in Scalar a) => a.IsZero() ? a : SubtractWords(Order, a);

    public bool Equals(Scalar other) => Word0 == other.Word0 && Word1 == other.Word1 && Word2 == other.Word2 && Word3 == other.Word3;

    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Word0, Word1, Word2, Word3);

    private static Scalar Reduce(ReadOnlySpan<ulong> x)
    {
        // 2^252 ≡ −C: x = h·2^252 + l becomes l − h·C; twice more brings it to (−2^253, 2^254).
        ReadOnlySpan<ulong> c = [C0, C1];
        Span<ulong> high = stackalloc ulong[5];
        Split(high, x);
        Span<ulong> second = stackalloc ulong[7];
        MultiplyWords(second, high, c);
        Span<ulong> high2 = stackalloc ulong[3];
        Split(high2, second);
        Span<ulong> third = stackalloc ulong[5];
        MultiplyWords(third, high2, c);
        ulong high3 = (third[3] >> 60) | (third[4] << 4);
        ulong fourth1 = Math.BigMul(high3, C0, out ulong fourth0);
        ulong fourth2 = Math.BigMul(high3, C1, out ulong low);
        fourth1 += low;
        fourth2 += fourth1 < low ? 1UL : 0UL;

        var sum = AddWords(new(x[0], x[1], x[2], x[3] & Mask60), new(third[0], third[1], third[2], third[3] & Mask60));
        sum = AddWords(sum, AddWords(Order, Order));
        sum = SubtractWords(sum, new(second[0], second[1], second[2], second[3] & Mask60));
        sum = SubtractWords(sum, new(fourth0, fourth1, fourth2, 0));
        while (!sum.IsBelowOrder())
            sum = SubtractOrder(sum);
        return sum;
    }

    private static void Split(Span<ulong> high, ReadOnlySpan<ulong> x)
    {
        for (int i = 0; i < high.Length; i++)
        {
            ulong upper = i + 4 < x.Length ? x[i + 4] << 4 : 0;
            high[i] = (x[i + 3] >> 60) | upper;
        }
    }

    private static void MultiplyWords(Span<ulong> product, ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y)
    {
        product.Clear();
        for (int j = 0; j < y.Length; j++)
        {
            ulong carry = 0;
            for (int i = 0; i < x.Length; i++)
            {
                ulong high = Math.BigMul(x[i], y[j], out ulong low);
                low += carry;
                high += low < carry ? 1UL : 0UL;
                ulong word = product[i + j] + low;
                high += word < low ? 1UL : 0UL;
                product[i + j] = word;
                carry = high;
            }

            product[x.Length + j] = carry;
        }
    }

    private static Scalar SubtractOrder(in Scalar a) => SubtractWords(a, Order);

    private static Scalar AddWords(in Scalar a, in Scalar b)
    {
        ulong c = 0;
        ulong w0 = AddCarry(a.Word0, b.Word0, ref c);
        ulong w1 = AddCarry(a.Word1, b.Word1, ref c);
        ulong w2 = AddCarry(a.Word2, b.Word2, ref c);
        return new(w0, w1, w2, a.Word3 + b.Word3 + c);
    }

    private static Scalar SubtractWords(in Scalar a, in Scalar b)
    {
        ulong c = 0;
        ulong w0 = SubtractBorrow(a.Word0, b.Word0, ref c);
        ulong w1 = SubtractBorrow(a.Word1, b.Word1, ref c);
        ulong w2 = SubtractBorrow(a.Word2, b.Word2, ref c);
        return new(w0, w1, w2, a.Word3 - b.Word3 - c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddCarry(ulong a, ulong b, ref ulong carry)
    {
        ulong sum = a + b;
        ulong next = sum < a ? 1UL : 0UL;
        sum += carry;
        carry = next + (sum < carry ? 1UL : 0UL);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SubtractBorrow(ulong a, ulong b, ref ulong borrow)
    {
        ulong difference = a - b;
        ulong next = a < b ? 1UL : 0UL;
        ulong result = difference - borrow;
        borrow = next + (difference < borrow ? 1UL : 0UL);
        return result;
    }
}
