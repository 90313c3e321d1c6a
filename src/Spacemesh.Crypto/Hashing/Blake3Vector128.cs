using System.Runtime.Intrinsics;
using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>BLAKE3 with 128-bit vectors: four inputs at a time, single blocks by rows on x86 and with scalars elsewhere.</summary>
internal unsafe struct Blake3Vector128 : IBlake3Lanes
{
    public static bool IsSupported => Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian;

    public static int Lanes => 4;

    public static void Compress(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output)
    {
        if (Blake3Rows<ShuffleRotation>.IsSupported)
            Blake3Rows<ShuffleRotation>.Compress(chaining, block, counter, length, flags, output);
        else
            Blake3Scalar.Compress(chaining, block, counter, length, flags, output);
    }

    public static void CompressWide(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output)
    {
        if (Blake3Rows<ShuffleRotation>.IsSupported)
            Blake3Rows<ShuffleRotation>.CompressWide(chaining, block, counter, length, flags, output);
        else
            Blake3Scalar.CompressWide(chaining, block, counter, length, flags, output);
    }

    public static void CompressRun(uint* chaining, byte* input, int blocks, ulong counter, Blake3Flags flags)
    {
        if (Blake3Rows<ShuffleRotation>.IsSupported)
            Blake3Rows<ShuffleRotation>.CompressRun(chaining, input, blocks, counter, flags);
        else
            Blake3Scalar.CompressRun(chaining, input, blocks, counter, flags);
    }

    public static void CompressMany(byte* input, int count, int blocks, ulong counter, uint counterStep, Blake3Flags flags, uint* output)
    {
        while (count > 1)
        {
            int taken = Math.Min(count, Lanes);
            Blake3Many<Vector128<uint>, Words4>.Compress(input, taken, blocks, counter, counterStep, flags, output);
            input += taken * blocks * BlockBytes;
            output += taken * ChainingWords;
            counter += (ulong)taken * counterStep;
            count -= taken;
        }

        Blake3Single.CompressEach<Blake3Vector128>(input, count, blocks, counter, counterStep, flags, output);
    }

    public static void HashNode(byte* left, byte* right, byte* output)
    {
        if (Blake3Rows<ShuffleRotation>.IsSupported)
            Blake3Rows<ShuffleRotation>.HashNode(left, right, output);
        else
            Blake3Single.HashNode<Blake3Scalar>(left, right, output);
    }
}
