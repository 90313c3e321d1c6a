using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>BLAKE3 with AVX-512: sixteen inputs at a time, the rest as with AVX2 but with native rotation.</summary>
internal unsafe struct Blake3Vector512 : IBlake3Lanes
{
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Blake3Vector256<Avx512Rotation>.IsSupported;

    public static int Lanes => 16;

    public static void Compress(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output) =>
        Blake3Rows<Avx512Rotation>.Compress(chaining, block, counter, length, flags, output);

    public static void CompressWide(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output) =>
        Blake3Rows<Avx512Rotation>.CompressWide(chaining, block, counter, length, flags, output);

    public static void CompressRun(uint* chaining, byte* input, int blocks, ulong counter, Blake3Flags flags) =>
        Blake3Rows<Avx512Rotation>.CompressRun(chaining, input, blocks, counter, flags);

    public static void CompressMany(byte* input, int count, int blocks, ulong counter, uint counterStep, Blake3Flags flags, uint* output)
    {
        while (count > Lanes / 2)
        {
            int taken = Math.Min(count, Lanes);
            Blake3Many<Vector512<uint>, Words16>.Compress(input, taken, blocks, counter, counterStep, flags, output);
            input += taken * blocks * BlockBytes;
            output += taken * ChainingWords;
            counter += (ulong)taken * counterStep;
            count -= taken;
        }

        Blake3Vector256<Avx512Rotation>.CompressMany(input, count, blocks, counter, counterStep, flags, output);
    }

    public static void HashNode(byte* left, byte* right, byte* output) => Blake3Rows<Avx512Rotation>.HashNode(left, right, output);
}
