using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Crypto.Hashing;

/// <summary>The rotate instruction of AVX-512, on any vector width.</summary>
/// <remarks>
/// Rotating takes two cycles on some processors, shifting one: where only one operand of an exclusive or is late, the other is rotated
/// beforehand and three ways are joined in one instruction. A single input is one long chain of these, and a quarter faster for it.
/// </remarks>
internal readonly struct Avx512Rotation : IVectorRotation
{
    private const byte ExclusiveOr = 0x96;

    public static bool IsSupported => Avx512F.VL.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> By16(Vector128<uint> x) => Avx512F.VL.RotateRight(x, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> By12(Vector128<uint> x) => Avx512F.VL.RotateRight(x, 12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> By8(Vector128<uint> x) => Avx512F.VL.RotateRight(x, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> By7(Vector128<uint> x) => Avx512F.VL.RotateRight(x, 7);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorBy16(Vector128<uint> early, Vector128<uint> late) =>
        Avx512F.VL.TernaryLogic(By16(early), late >>> 16, late << 16, ExclusiveOr);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorBy12(Vector128<uint> early, Vector128<uint> late) =>
        Avx512F.VL.TernaryLogic(By12(early), late >>> 12, late << 20, ExclusiveOr);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorBy8(Vector128<uint> early, Vector128<uint> late) =>
        Avx512F.VL.TernaryLogic(By8(early), late >>> 8, late << 24, ExclusiveOr);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> XorBy7(Vector128<uint> early, Vector128<uint> late) =>
        Avx512F.VL.TernaryLogic(By7(early), late >>> 7, late << 25, ExclusiveOr);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> By16(Vector256<uint> x) => Avx512F.VL.RotateRight(x, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> By12(Vector256<uint> x) => Avx512F.VL.RotateRight(x, 12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> By8(Vector256<uint> x) => Avx512F.VL.RotateRight(x, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> By7(Vector256<uint> x) => Avx512F.VL.RotateRight(x, 7);
}
