using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>BLAKE3 with AVX2: eight inputs at a time, single blocks by rows.</summary>
internal unsafe struct Blake3Vector256<TRotation> : IBlake3Lanes
    where TRotation : struct, IVectorRotation
{
    public static bool IsSupported => Avx2.IsSupported && TRotation.IsSupported;

    public static int Lanes => 8;

    public static void Compress(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output) =>
        Blake3Rows<TRotation>.Compress(chaining, block, counter, length, flags, output);

    public static void CompressWide(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output) =>
        Blake3Rows<TRotation>.CompressWide(chaining, block, counter, length, flags, output);

    public static void CompressRun(uint* chaining, byte* input, int blocks, ulong counter, Blake3Flags flags) =>
        Blake3Rows<TRotation>.CompressRun(chaining, input, blocks, counter, flags);

    public static void CompressMany(byte* input, int count, int blocks, ulong counter, uint counterStep, Blake3Flags flags, uint* output)
    {
        // Eight lanes take little longer than one input alone.
        while (count > 1)
        {
            int taken = Math.Min(count, Lanes);
            Blake3Many<Vector256<uint>, Words8<TRotation>>.Compress(input, taken, blocks, counter, counterStep, flags, output);
            input += taken * blocks * BlockBytes;
            output += taken * ChainingWords;
            counter += (ulong)taken * counterStep;
            count -= taken;
        }

        Blake3Single.CompressEach<Blake3Vector256<TRotation>>(input, count, blocks, counter, counterStep, flags, output);
    }

    public static void HashNode(byte* left, byte* right, byte* output) => Blake3Rows<TRotation>.HashNode(left, right, output);
}
