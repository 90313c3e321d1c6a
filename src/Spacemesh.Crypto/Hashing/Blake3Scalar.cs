using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>BLAKE3 with plain 32-bit arithmetic: for machines without vectors, and the yardstick of the other paths.</summary>
internal unsafe struct Blake3Scalar : IBlake3Lanes
{
    public static int Lanes => 1;

    public static void Compress(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output)
    {
        var v = stackalloc uint[16];
        Rounds(chaining, block, counter, length, flags, v);
        for (int i = 0; i < 8; i++)
            output[i] = v[i] ^ v[i + 8];
    }

    public static void CompressWide(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output)
    {
        var v = stackalloc uint[16];
        Rounds(chaining, block, counter, length, flags, v);
        for (int i = 0; i < 8; i++)
        {
            output[i] = v[i] ^ v[i + 8];
            output[i + 8] = v[i + 8] ^ chaining[i];
        }
    }

    public static void CompressMany(byte* input, int count, int blocks, ulong counter, uint counterStep, Blake3Flags flags, uint* output) =>
        Blake3Single.CompressEach<Blake3Scalar>(input, count, blocks, counter, counterStep, flags, output);

    private static void Rounds(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* v)
    {
        var m = stackalloc uint[16];
        for (int i = 0; i < 16; i++)
            m[i] = BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(block + i * 4, 4));
        for (int i = 0; i < 8; i++)
            v[i] = chaining[i];
        v[8] = Iv0;
        v[9] = Iv1;
        v[10] = Iv2;
        v[11] = Iv3;
        v[12] = (uint)counter;
        v[13] = (uint)(counter >> 32);
        v[14] = length;
        v[15] = flags;

        for (int round = 0; round < 7; round++)
        {
            var s = Schedule.Slice(round * 16, 16);
            Mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
            Mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
            Mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
            Mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
            Mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
            Mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
            Mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
            Mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(uint* v, int a, int b, int c, int d, uint x, uint y)
    {
        unchecked
        {
            v[a] = v[a] + v[b] + x;
            v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
            v[c] += v[d];
            v[b] = BitOperations.RotateRight(v[b] ^ v[c], 12);
            v[a] = v[a] + v[b] + y;
            v[d] = BitOperations.RotateRight(v[d] ^ v[a], 8);
            v[c] += v[d];
            v[b] = BitOperations.RotateRight(v[b] ^ v[c], 7);
        }
    }
}
