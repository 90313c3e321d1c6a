using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Spacemesh.Post.Labels;

/// <summary>One label in 128 bits: SSE2 and NEON.</summary>
internal readonly unsafe struct Row128 : IRowVector<Vector128<uint>>
{
    public static int Labels => 1;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static Vector128<uint> Add(Vector128<uint> left, Vector128<uint> right) => left + right;

    public static Vector128<uint> Xor(Vector128<uint> left, Vector128<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateLeft16(Vector128<uint> value) => AdvSimd.IsSupported
        ? AdvSimd.ReverseElement16(value)
        : (value << 16) | (value >>> 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateLeft12(Vector128<uint> value) => (value << 12) | (value >>> 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateLeft8(Vector128<uint> value) => (value << 8) | (value >>> 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateLeft7(Vector128<uint> value) => (value << 7) | (value >>> 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Turn1(Vector128<uint> row) => AdvSimd.IsSupported
        ? AdvSimd.ExtractVector128(row, row, 1)
        : Vector128.Shuffle(row, Vector128.Create(1u, 2, 3, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Turn2(Vector128<uint> row) => AdvSimd.IsSupported
        ? AdvSimd.ExtractVector128(row, row, 2)
        : Vector128.Shuffle(row, Vector128.Create(2u, 3, 0, 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Turn3(Vector128<uint> row) => AdvSimd.IsSupported
        ? AdvSimd.ExtractVector128(row, row, 3)
        : Vector128.Shuffle(row, Vector128.Create(3u, 0, 1, 2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<uint> row0, Vector128<uint> row1, Vector128<uint> row2, Vector128<uint> row3, byte* blocks, nint stride)
    {
        row0.Store((uint*)blocks);
        row1.Store((uint*)(blocks + 16));
        row2.Store((uint*)(blocks + 32));
        row3.Store((uint*)(blocks + 48));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte** blocks, out Vector128<uint> row0, out Vector128<uint> row1, out Vector128<uint> row2, out Vector128<uint> row3)
    {
        byte* block = blocks[0];
        row0 = Vector128.Load((uint*)block);
        row1 = Vector128.Load((uint*)(block + 16));
        row2 = Vector128.Load((uint*)(block + 32));
        row3 = Vector128.Load((uint*)(block + 48));
    }
}
