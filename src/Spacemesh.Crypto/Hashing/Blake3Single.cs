using System.Runtime.CompilerServices;
using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>What every path does one input at a time: remainders that do not fill its lanes.</summary>
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
            for (int i = 0; i < blocks; i++)
            {
                uint flag = flags.Every | (i == 0 ? flags.First : 0) | (i == blocks - 1 ? flags.Last : 0);
                TLanes.Compress(chaining, input, counter, BlockBytes, flag, chaining);
                input += BlockBytes;
            }

            new ReadOnlySpan<uint>(chaining, ChainingWords).CopyTo(new Span<uint>(output, ChainingWords));
            output += ChainingWords;
            counter += counterStep;
        }
    }
}
