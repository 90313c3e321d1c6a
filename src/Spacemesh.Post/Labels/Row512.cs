using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Post.Labels;

/// <summary>Four labels in 512 bits, AVX-512.</summary>
internal readonly unsafe struct Row512 : IRowVector<Vector512<uint>>
{
    public static int Labels => 4;

    public static bool IsSupported => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;

    public static Vector512<uint> Add(Vector512<uint> left, Vector512<uint> right) => left + right;

    public static Vector512<uint> Xor(Vector512<uint> left, Vector512<uint> right) => left ^ right;

    public static Vector512<uint> RotateLeft16(Vector512<uint> value) => Avx512F.RotateLeft(value, 16);

    public static Vector512<uint> RotateLeft12(Vector512<uint> value) => Avx512F.RotateLeft(value, 12);

    public static Vector512<uint> RotateLeft8(Vector512<uint> value) => Avx512F.RotateLeft(value, 8);

    public static Vector512<uint> RotateLeft7(Vector512<uint> value) => Avx512F.RotateLeft(value, 7);

    public static Vector512<uint> Turn1(Vector512<uint> row) => Avx512F.Shuffle(row, 0b00_11_10_01);

    public static Vector512<uint> Turn2(Vector512<uint> row) => Avx512F.Shuffle(row, 0b01_00_11_10);

    public static Vector512<uint> Turn3(Vector512<uint> row) => Avx512F.Shuffle(row, 0b10_01_00_11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<uint> row0, Vector512<uint> row1, Vector512<uint> row2, Vector512<uint> row3, byte* blocks, nint stride)
    {
        Transpose(row0, row1, row2, row3, out var a, out var b, out var c, out var d);
        a.Store((uint*)blocks);
        b.Store((uint*)(blocks + stride));
        c.Store((uint*)(blocks + (2 * stride)));
        d.Store((uint*)(blocks + (3 * stride)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte** blocks, out Vector512<uint> row0, out Vector512<uint> row1, out Vector512<uint> row2, out Vector512<uint> row3) =>
        Transpose(
            Vector512.Load((uint*)blocks[0]),
            Vector512.Load((uint*)blocks[1]),
            Vector512.Load((uint*)blocks[2]),
            Vector512.Load((uint*)blocks[3]),
            out row0,
            out row1,
            out row2,
            out row3);

    /// <summary>4 × 4 transposition of 128-bit pieces; its own inverse.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector512<uint> a,
        Vector512<uint> b,
        Vector512<uint> c,
        Vector512<uint> d,
        out Vector512<uint> row0,
        out Vector512<uint> row1,
        out Vector512<uint> row2,
        out Vector512<uint> row3)
    {
        var ab0 = Avx512F.Shuffle4x128(a, b, 0b10_00_10_00);
        var ab1 = Avx512F.Shuffle4x128(a, b, 0b11_01_11_01);
        var cd0 = Avx512F.Shuffle4x128(c, d, 0b10_00_10_00);
        var cd1 = Avx512F.Shuffle4x128(c, d, 0b11_01_11_01);
        row0 = Avx512F.Shuffle4x128(ab0, cd0, 0b10_00_10_00);
        row1 = Avx512F.Shuffle4x128(ab1, cd1, 0b10_00_10_00);
        row2 = Avx512F.Shuffle4x128(ab0, cd0, 0b11_01_11_01);
        row3 = Avx512F.Shuffle4x128(ab1, cd1, 0b11_01_11_01);
    }
}
