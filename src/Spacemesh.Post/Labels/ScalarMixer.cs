using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spacemesh.Post.Labels;

/// <summary>The label function in plain integers: the fallback of every machine and the measure of the other paths.</summary>
internal sealed unsafe class ScalarMixer : ILabelMixer
{
    private const int ChunkWords = 32;

    public string Name => "scalar";

    public int Width => 1;

    public LabelScratch CreateScratch(uint n) => new Scratch(n);

    public void Compute(LabelScratch scratch, ReadOnlySpan<LabelId> ids, Span<byte> labels)
    {
        var own = (Scratch)scratch;
        Span<byte> chunk = stackalloc byte[4 * ChunkWords];
        own.Password.Expand(ids, chunk);
        RoMix(MemoryMarshal.Cast<byte, uint>(chunk), own.N, (uint*)own.Table);
        own.Password.Compress(chunk, labels);
    }

    /// <summary>ROMix for r = 1 in place (spec 02 §2.2); the table has n chunks.</summary>
    internal static void RoMix(Span<uint> chunk, uint n, uint* table)
    {
        fixed (uint* x = chunk)
        {
            for (uint i = 0; i < n; i++)
            {
                Unsafe.CopyBlockUnaligned(table + ((nuint)i * ChunkWords), x, 4 * ChunkWords);
                ChunkMix(x);
            }

            for (uint i = 0; i < n; i++)
            {
                uint* row = table + ((nuint)(x[16] & (n - 1)) * ChunkWords);
                for (int word = 0; word < ChunkWords; word++)
                    x[word] ^= row[word];
                ChunkMix(x);
            }
        }
    }

    /// <summary>ChunkMix of 32 words in place.</summary>
    internal static void ChunkMix(uint* x)
    {
        for (int word = 0; word < 16; word++)
            x[word] ^= x[16 + word];
        Core(x);
        for (int word = 0; word < 16; word++)
            x[16 + word] ^= x[word];
        Core(x + 16);
    }

    /// <summary>ChaCha20/8 core with feed-forward on 16 words in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Core(uint* x)
    {
        uint x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6], x7 = x[7];
        uint x8 = x[8], x9 = x[9], x10 = x[10], x11 = x[11], x12 = x[12], x13 = x[13], x14 = x[14], x15 = x[15];
        for (int round = 0; round < 4; round++)
        {
            Quarter(ref x0, ref x4, ref x8, ref x12);
            Quarter(ref x1, ref x5, ref x9, ref x13);
            Quarter(ref x2, ref x6, ref x10, ref x14);
            Quarter(ref x3, ref x7, ref x11, ref x15);
            Quarter(ref x0, ref x5, ref x10, ref x15);
            Quarter(ref x1, ref x6, ref x11, ref x12);
            Quarter(ref x2, ref x7, ref x8, ref x13);
            Quarter(ref x3, ref x4, ref x9, ref x14);
        }

        unchecked
        {
            x[0] += x0;
            x[1] += x1;
            x[2] += x2;
            x[3] += x3;
            x[4] += x4;
            x[5] += x5;
            x[6] += x6;
            x[7] += x7;
            x[8] += x8;
            x[9] += x9;
            x[10] += x10;
            x[11] += x11;
            x[12] += x12;
            x[13] += x13;
            x[14] += x14;
            x[15] += x15;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        unchecked
        {
            a += b;
            d = BitOperations.RotateLeft(d ^ a, 16);
            c += d;
            b = BitOperations.RotateLeft(b ^ c, 12);
            a += b;
            d = BitOperations.RotateLeft(d ^ a, 8);
            c += d;
            b = BitOperations.RotateLeft(b ^ c, 7);
        }
    }

    private sealed class Scratch(uint n) : LabelScratch(n, 1)
    {
        public LabelPassword<ulong, KeccakLane1> Password { get; } = new();
    }
}
