using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>BLAKE3 with plain 32-bit arithmetic: for machines without vectors, and the yardstick of the other paths.</summary>
internal unsafe struct Blake3Scalar : IBlake3Lanes
{
    public static bool IsSupported => true;

    public static int Lanes => 1;

    [SkipLocalsInit]
    public static void Compress(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output)
    {
        var words = stackalloc uint[16];
        CompressWide(chaining, block, counter, length, flags, words);
        new ReadOnlySpan<uint>(words, ChainingWords).CopyTo(new Span<uint>(output, ChainingWords));
    }

    public static void CompressWide(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output)
    {
        uint m0 = Word(block, 0), m1 = Word(block, 1), m2 = Word(block, 2), m3 = Word(block, 3);
        uint m4 = Word(block, 4), m5 = Word(block, 5), m6 = Word(block, 6), m7 = Word(block, 7);
        uint m8 = Word(block, 8), m9 = Word(block, 9), m10 = Word(block, 10), m11 = Word(block, 11);
        uint m12 = Word(block, 12), m13 = Word(block, 13), m14 = Word(block, 14), m15 = Word(block, 15);
        uint v0 = chaining[0], v1 = chaining[1], v2 = chaining[2], v3 = chaining[3];
        uint v4 = chaining[4], v5 = chaining[5], v6 = chaining[6], v7 = chaining[7];
        uint v8 = Iv0, v9 = Iv1, v10 = Iv2, v11 = Iv3;
        uint v12 = (uint)counter, v13 = (uint)(counter >> 32), v14 = length, v15 = flags;

        for (int round = 0; ; round++)
        {
            Mix(ref v0, ref v4, ref v8, ref v12, m0, m1);
            Mix(ref v1, ref v5, ref v9, ref v13, m2, m3);
            Mix(ref v2, ref v6, ref v10, ref v14, m4, m5);
            Mix(ref v3, ref v7, ref v11, ref v15, m6, m7);
            Mix(ref v0, ref v5, ref v10, ref v15, m8, m9);
            Mix(ref v1, ref v6, ref v11, ref v12, m10, m11);
            Mix(ref v2, ref v7, ref v8, ref v13, m12, m13);
            Mix(ref v3, ref v4, ref v9, ref v14, m14, m15);
            if (round == Rounds - 1)
                break;
            (m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15) =
                (m2, m6, m3, m10, m7, m0, m4, m13, m1, m11, m12, m5, m9, m14, m15, m8);
        }

        output[8] = v8 ^ chaining[0];
        output[9] = v9 ^ chaining[1];
        output[10] = v10 ^ chaining[2];
        output[11] = v11 ^ chaining[3];
        output[12] = v12 ^ chaining[4];
        output[13] = v13 ^ chaining[5];
        output[14] = v14 ^ chaining[6];
        output[15] = v15 ^ chaining[7];
        output[0] = v0 ^ v8;
        output[1] = v1 ^ v9;
        output[2] = v2 ^ v10;
        output[3] = v3 ^ v11;
        output[4] = v4 ^ v12;
        output[5] = v5 ^ v13;
        output[6] = v6 ^ v14;
        output[7] = v7 ^ v15;
    }

    public static void CompressRun(uint* chaining, byte* input, int blocks, ulong counter, Blake3Flags flags)
    {
        for (int i = 0; i < blocks; i++)
            Compress(chaining, input + i * BlockBytes, counter, BlockBytes, flags.Of(i, blocks), chaining);
    }

    public static void CompressMany(byte* input, int count, int blocks, ulong counter, uint counterStep, Blake3Flags flags, uint* output) =>
        Blake3Single.CompressEach<Blake3Scalar>(input, count, blocks, counter, counterStep, flags, output);

    public static void HashNode(byte* left, byte* right, byte* output) => Blake3Single.HashNode<Blake3Scalar>(left, right, output);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(byte* block, int index) => BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(block + index * 4, 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref uint a, ref uint b, ref uint c, ref uint d, uint x, uint y)
    {
        unchecked
        {
            a = a + x + b;
            d = BitOperations.RotateRight(d ^ a, 16);
            c += d;
            b = BitOperations.RotateRight(b ^ c, 12);
            a = a + y + b;
            d = BitOperations.RotateRight(d ^ a, 8);
            c += d;
            b = BitOperations.RotateRight(b ^ c, 7);
        }
    }
}
