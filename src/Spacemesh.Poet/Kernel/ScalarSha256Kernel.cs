using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Spacemesh.Poet.Kernel;

/// <summary>
/// Portable kernel in plain C#: no call per hash leaves managed code, which on machines without SHA instructions
/// beats one library call per 32-byte message.
/// </summary>
public sealed class ScalarSha256Kernel : Sha256Kernel
{
    public override string Name => "portable";

    public override void Hash(ReadOnlySpan<byte> paddedBlocks, int nested, Span<byte> digest)
    {
        CheckBlocks(paddedBlocks, nested, digest);
        Span<uint> state = stackalloc uint[8];
        Span<uint> words = stackalloc uint[16];
        Sha256Constants.Initial.CopyTo(state);
        for (; !paddedBlocks.IsEmpty; paddedBlocks = paddedBlocks[BlockSize..])
        {
            for (int i = 0; i < 16; i++)
                words[i] = BinaryPrimitives.ReadUInt32BigEndian(paddedBlocks[(4 * i)..]);
            Compress(state, words);
        }

        Nest(state, words, nested);
        for (int i = 0; i < 8; i++)
            BinaryPrimitives.WriteUInt32BigEndian(digest[(4 * i)..], state[i]);
    }

    public override void NestPair(Span<byte> first, Span<byte> second, int count)
    {
        CheckPair(first, second, count);
        NestOne(first, count);
        NestOne(second, count);
    }

    private static void NestOne(Span<byte> digest, int count)
    {
        Span<uint> state = stackalloc uint[8];
        Span<uint> words = stackalloc uint[16];
        for (int i = 0; i < 8; i++)
            state[i] = BinaryPrimitives.ReadUInt32BigEndian(digest[(4 * i)..]);
        Nest(state, words, count);
        for (int i = 0; i < 8; i++)
            BinaryPrimitives.WriteUInt32BigEndian(digest[(4 * i)..], state[i]);
    }

    private static void Nest(Span<uint> state, Span<uint> words, int count)
    {
        for (; count > 0; count--)
        {
            state.CopyTo(words);
            words[8] = 0x80000000;
            words[9..15].Clear();
            words[15] = 8 * DigestSize;
            Sha256Constants.Initial.CopyTo(state);
            Compress(state, words);
        }
    }

    [SkipLocalsInit]
    private static void Compress(Span<uint> state, Span<uint> words)
    {
        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        var rounds = Sha256Constants.Rounds;
        unchecked
        {
            for (int t = 0; t < 64; t += 16)
            {
                if (t > 0)
                {
                    for (int i = 0; i < 16; i++)
                    {
                        uint near = words[(i + 14) & 15], far = words[(i + 1) & 15];
                        words[i] += (BitOperations.RotateRight(near, 17) ^ BitOperations.RotateRight(near, 19) ^ (near >> 10))
                            + words[(i + 9) & 15]
                            + (BitOperations.RotateRight(far, 7) ^ BitOperations.RotateRight(far, 18) ^ (far >> 3));
                    }
                }

                for (int i = 0; i < 16; i += 4)
                {
                    Round(a, b, c, ref d, e, f, g, ref h, rounds[t + i] + words[i]);
                    Round(h, a, b, ref c, d, e, f, ref g, rounds[t + i + 1] + words[i + 1]);
                    Round(g, h, a, ref b, c, d, e, ref f, rounds[t + i + 2] + words[i + 2]);
                    Round(f, g, h, ref a, b, c, d, ref e, rounds[t + i + 3] + words[i + 3]);
                    (a, b, c, d, e, f, g, h) = (e, f, g, h, a, b, c, d);
                }
            }

            state[0] += a;
            state[1] += b;
            state[2] += c;
            state[3] += d;
            state[4] += e;
            state[5] += f;
            state[6] += g;
            state[7] += h;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(uint a, uint b, uint c, ref uint d, uint e, uint f, uint g, ref uint h, uint input)
    {
        unchecked
        {
            uint first = h + input + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25)) + ((e & f) ^ (~e & g));
            uint second = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            d += first;
            h = first + second;
        }
    }
}
