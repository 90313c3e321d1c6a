using System.Runtime.CompilerServices;
using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>What a path does one input at a time.</summary>
internal static unsafe class Blake3Single
{
    [SkipLocalsInit]
    public static void CompressEach<TLanes>(byte* input, int count, int blocks, ulong counter, uint counterStep, Blake3Flags flags, uint* output)
        where TLanes : struct, IBlake3Lanes
    {
        // The output may overlap the input, so nothing is written before an input is read.
        var chaining = stackalloc uint[ChainingWords];
        for (int n = 0; n < count; n++)
        {
            Iv.CopyTo(new Span<uint>(chaining, ChainingWords));
            TLanes.CompressRun(chaining, input, blocks, counter, flags);
            new ReadOnlySpan<uint>(chaining, ChainingWords).CopyTo(new Span<uint>(output, ChainingWords));
            input += blocks * BlockBytes;
            output += ChainingWords;
            counter += counterStep;
        }
    }

    [SkipLocalsInit]
    public static void HashNode<TLanes>(byte* left, byte* right, byte* output)
        where TLanes : struct, IBlake3Lanes
    {
        var blocks = stackalloc byte[2 * BlockBytes];
        blocks[0] = NodeTag;
        Buffer.MemoryCopy(left, blocks + 1, ChainingBytes, ChainingBytes);
        Buffer.MemoryCopy(right, blocks + 1 + ChainingBytes, ChainingBytes, ChainingBytes);
        new Span<byte>(blocks + BlockBytes + 1, BlockBytes - 1).Clear();
        var chaining = stackalloc uint[ChainingWords];
        Iv.CopyTo(new Span<uint>(chaining, ChainingWords));
        TLanes.Compress(chaining, blocks, 0, BlockBytes, ChunkStart, chaining);
        TLanes.Compress(chaining, blocks + BlockBytes, 0, 1, ChunkEnd | Root, chaining);
        Blake3Words.Write(chaining, new Span<byte>(output, ChainingBytes));
    }
}
