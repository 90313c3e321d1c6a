using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>One block at a time with the four rows of the state in four 128-bit registers (x86 with SSE 4.1).</summary>
/// <remarks>
/// For the diagonal half of a round rows 0, 2 and 3 are turned so that row 1, the one that is ready last, stays in place. The message
/// lies in four registers in the order in which the round takes it, and is permuted from round to round.
/// </remarks>
internal static unsafe class Blake3Rows<TRotation>
    where TRotation : struct, IVectorRotation
{
    private const byte TurnLeft = 0b00_11_10_01;
    private const byte TurnHalf = 0b01_00_11_10;
    private const byte TurnRight = 0b10_01_00_11;
    private const byte EvenWords = 0b10_00_10_00;
    private const byte OddWords = 0b11_01_11_01;

    public static bool IsSupported => Sse41.IsSupported && TRotation.IsSupported;

    public static void Compress(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output)
    {
        var row0 = Vector128.Load(chaining);
        var row1 = Vector128.Load(chaining + 4);
        Block(ref row0, ref row1, block, counter, length, flags);
        row0.Store(output);
        row1.Store(output + 4);
    }

    public static void CompressWide(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output)
    {
        var row0 = Vector128.Load(chaining);
        var row1 = Vector128.Load(chaining + 4);
        var row2 = Vector128.Create(Iv0, Iv1, Iv2, Iv3);
        var row3 = Vector128.Create((uint)counter, (uint)(counter >> 32), length, flags);
        Mix(ref row0, ref row1, ref row2, ref row3, Load(block, 0), Load(block, 1), Load(block, 2), Load(block, 3));
        (row2 ^ Vector128.Load(chaining)).Store(output + 8);
        (row3 ^ Vector128.Load(chaining + 4)).Store(output + 12);
        (row0 ^ row2).Store(output);
        (row1 ^ row3).Store(output + 4);
    }

    public static void CompressRun(uint* chaining, byte* input, int blocks, ulong counter, Blake3Flags flags)
    {
        var row0 = Vector128.Load(chaining);
        var row1 = Vector128.Load(chaining + 4);
        for (int i = 0; i < blocks; i++)
            Block(ref row0, ref row1, input + i * BlockBytes, counter, BlockBytes, flags.Of(i, blocks));
        row0.Store(chaining);
        row1.Store(chaining + 4);
    }

    /// <summary>The node of 65 bytes: the tag shifts everything by a byte, which is done in registers.</summary>
    public static void HashNode(byte* left, byte* right, byte* output)
    {
        var left0 = Vector128.Load(left);
        var left1 = Vector128.Load(left + 16);
        var right0 = Vector128.Load(right);
        var right1 = Vector128.Load(right + 16);
        var row0 = Vector128.Create(Iv0, Iv1, Iv2, Iv3);
        var row1 = Vector128.Create(Iv4, Iv5, Iv6, Iv7);
        var row3 = Vector128.Create(0, 0, BlockBytes, ChunkStart);
        var m0 = (Sse2.ShiftLeftLogical128BitLane(left0, 1) | Vector128.CreateScalar(NodeTag)).AsUInt32();
        var m1 = Ssse3.AlignRight(left1, left0, 15).AsUInt32();
        var m2 = Ssse3.AlignRight(right0, left1, 15).AsUInt32();
        var m3 = Ssse3.AlignRight(right1, right0, 15).AsUInt32();
        // A loop and not the same lines twice: the compiler stops inlining in methods that grow too large.
        for (int block = 0; ; block++)
        {
            Block(ref row0, ref row1, row3, m0, m1, m2, m3);
            if (block == 1)
                break;
            row3 = Vector128.Create(0, 0, 1, ChunkEnd | Root);
            m0 = Sse2.ShiftRightLogical128BitLane(right1, 15).AsUInt32();
            m1 = m2 = m3 = Vector128<uint>.Zero;
        }

        row0.AsByte().Store(output);
        row1.AsByte().Store(output + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Load(byte* block, int index) => Vector128.Load(block + index * 16).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(ref Vector128<uint> row0, ref Vector128<uint> row1, byte* block, ulong counter, uint length, uint flags) =>
        Block(
            ref row0,
            ref row1,
            Vector128.Create((uint)counter, (uint)(counter >> 32), length, flags),
            Load(block, 0),
            Load(block, 1),
            Load(block, 2),
            Load(block, 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(
        ref Vector128<uint> row0,
        ref Vector128<uint> row1,
        Vector128<uint> row3,
        Vector128<uint> m0,
        Vector128<uint> m1,
        Vector128<uint> m2,
        Vector128<uint> m3)
    {
        var row2 = Vector128.Create(Iv0, Iv1, Iv2, Iv3);
        Mix(ref row0, ref row1, ref row2, ref row3, m0, m1, m2, m3);
        row0 ^= row2;
        row1 ^= row3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector128<uint> a,
        ref Vector128<uint> b,
        ref Vector128<uint> c,
        ref Vector128<uint> d,
        Vector128<uint> m0,
        Vector128<uint> m1,
        Vector128<uint> m2,
        Vector128<uint> m3)
    {
        var columnX = Pick(m0, m1, EvenWords);
        var columnY = Pick(m0, m1, OddWords);
        var diagonalX = Sse2.Shuffle(Pick(m2, m3, EvenWords), TurnRight);
        var diagonalY = Sse2.Shuffle(Pick(m2, m3, OddWords), TurnRight);
        for (int round = 0; ; round++)
        {
            Quarters(ref a, ref b, ref c, ref d, columnX, columnY);
            a = Sse2.Shuffle(a, TurnRight);
            c = Sse2.Shuffle(c, TurnLeft);
            d = Sse2.Shuffle(d, TurnHalf);
            Quarters(ref a, ref b, ref c, ref d, diagonalX, diagonalY);
            a = Sse2.Shuffle(a, TurnLeft);
            c = Sse2.Shuffle(c, TurnRight);
            d = Sse2.Shuffle(d, TurnHalf);
            if (round == Rounds - 1)
                return;

            // With s0…s15 the message words of this round, columnX holds s0 s2 s4 s6, columnY s1 s3 s5 s7, diagonalX s14 s8 s10 s12,
            // diagonalY s15 s9 s11 s13; the next round takes s2 s3 s7 s4, s6 s10 s0 s13, s15 s1 s12 s9 and s8 s11 s5 s14.
            var x = Sse2.Shuffle(Pick(columnX, columnY, 0b11_01_10_01), 0b01_11_10_00);
            var y = Blend(Sse2.Shuffle(Pick(columnX, diagonalX, 0b10_10_00_11), 0b11_01_10_00), diagonalY, 0b1000);
            var z = Blend(Sse2.Shuffle(Pick(diagonalY, columnY, 0b00_00_01_00), 0b01_10_10_00), Sse2.Shuffle(diagonalX, 0b11_11_11_11), 0b0100);
            diagonalY = Blend(Sse2.Shuffle(Pick(diagonalX, diagonalY, 0b10_10_00_01), 0b01_10_10_00), columnY, 0b0100);
            columnX = x;
            columnY = y;
            diagonalX = z;
        }
    }

    /// <summary>Two words of <paramref name="low"/>, then two of <paramref name="high"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Pick(Vector128<uint> low, Vector128<uint> high, [System.Diagnostics.CodeAnalysis.ConstantExpected] byte control) =>
        Sse.Shuffle(low.AsSingle(), high.AsSingle(), control).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Blend(Vector128<uint> left, Vector128<uint> right, [System.Diagnostics.CodeAnalysis.ConstantExpected] byte control) =>
        Sse41.Blend(left.AsSingle(), right.AsSingle(), control).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(
        ref Vector128<uint> a,
        ref Vector128<uint> b,
        ref Vector128<uint> c,
        ref Vector128<uint> d,
        Vector128<uint> x,
        Vector128<uint> y)
    {
        a = a + x + b;
        d = TRotation.XorBy16(d, a);
        c += d;
        b = TRotation.XorBy12(b, c);
        a = a + y + b;
        d = TRotation.XorBy8(d, a);
        c += d;
        b = TRotation.XorBy7(b, c);
    }
}
