using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Crypto.Hashing;

/// <summary>Transposes 8×8 words with AVX2.</summary>
internal static unsafe class Transposition8
{
    /// <summary>Takes 32 bytes at <paramref name="offset"/> of each of eight inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FromRows(byte** inputs, int offset, Vector256<uint>* output) =>
        Turn(
            Row(inputs[0], offset),
            Row(inputs[1], offset),
            Row(inputs[2], offset),
            Row(inputs[3], offset),
            Row(inputs[4], offset),
            Row(inputs[5], offset),
            Row(inputs[6], offset),
            Row(inputs[7], offset),
            output);

    public static void Turn(
        Vector256<uint> r0,
        Vector256<uint> r1,
        Vector256<uint> r2,
        Vector256<uint> r3,
        Vector256<uint> r4,
        Vector256<uint> r5,
        Vector256<uint> r6,
        Vector256<uint> r7,
        Vector256<uint>* output)
    {
        var a0 = Avx2.UnpackLow(r0, r1).AsUInt64();
        var a1 = Avx2.UnpackHigh(r0, r1).AsUInt64();
        var a2 = Avx2.UnpackLow(r2, r3).AsUInt64();
        var a3 = Avx2.UnpackHigh(r2, r3).AsUInt64();
        var a4 = Avx2.UnpackLow(r4, r5).AsUInt64();
        var a5 = Avx2.UnpackHigh(r4, r5).AsUInt64();
        var a6 = Avx2.UnpackLow(r6, r7).AsUInt64();
        var a7 = Avx2.UnpackHigh(r6, r7).AsUInt64();
        var b0 = Avx2.UnpackLow(a0, a2).AsUInt32();
        var b1 = Avx2.UnpackHigh(a0, a2).AsUInt32();
        var b2 = Avx2.UnpackLow(a1, a3).AsUInt32();
        var b3 = Avx2.UnpackHigh(a1, a3).AsUInt32();
        var b4 = Avx2.UnpackLow(a4, a6).AsUInt32();
        var b5 = Avx2.UnpackHigh(a4, a6).AsUInt32();
        var b6 = Avx2.UnpackLow(a5, a7).AsUInt32();
        var b7 = Avx2.UnpackHigh(a5, a7).AsUInt32();
        Avx2.Permute2x128(b0, b4, 0x20).Store((uint*)(output + 0));
        Avx2.Permute2x128(b1, b5, 0x20).Store((uint*)(output + 1));
        Avx2.Permute2x128(b2, b6, 0x20).Store((uint*)(output + 2));
        Avx2.Permute2x128(b3, b7, 0x20).Store((uint*)(output + 3));
        Avx2.Permute2x128(b0, b4, 0x31).Store((uint*)(output + 4));
        Avx2.Permute2x128(b1, b5, 0x31).Store((uint*)(output + 5));
        Avx2.Permute2x128(b2, b6, 0x31).Store((uint*)(output + 6));
        Avx2.Permute2x128(b3, b7, 0x31).Store((uint*)(output + 7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Row(byte* input, int offset) => Vector256.Load(input + offset).AsUInt32();
}
