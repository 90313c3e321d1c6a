using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Crypto.Hashing;

/// <summary>Rotation by whole bytes is a byte shuffle, other distances are two shifts.</summary>
internal readonly struct ShuffleRotation : IVectorRotation
{
    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> By16(Vector128<uint> x) =>
        Vector128.Shuffle(x.AsByte(), Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> By12(Vector128<uint> x) => (x >>> 12) | (x << 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> By8(Vector128<uint> x) =>
        Vector128.Shuffle(x.AsByte(), Vector128.Create((byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> By7(Vector128<uint> x) => (x >>> 7) | (x << 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorBy16(Vector128<uint> early, Vector128<uint> late) => By16(early ^ late);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorBy12(Vector128<uint> early, Vector128<uint> late) => By12(early ^ late);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorBy8(Vector128<uint> early, Vector128<uint> late) => By8(early ^ late);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorBy7(Vector128<uint> early, Vector128<uint> late) => By7(early ^ late);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> By16(Vector256<uint> x)
    {
        var order = Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
        return Avx2.Shuffle(x.AsByte(), Vector256.Create(order, order)).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> By12(Vector256<uint> x) => (x >>> 12) | (x << 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> By8(Vector256<uint> x)
    {
        var order = Vector128.Create((byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
        return Avx2.Shuffle(x.AsByte(), Vector256.Create(order, order)).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> By7(Vector256<uint> x) => (x >>> 7) | (x << 25);
}
