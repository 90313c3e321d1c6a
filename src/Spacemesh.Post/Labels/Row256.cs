using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Post.Labels;

/// <summary>Two labels in 256 bits, AVX2.</summary>
internal readonly unsafe struct Row256 : IRowVector<Vector256<uint>>
{
    public static int Labels => 2;

    public static bool IsSupported => Avx2.IsSupported;

    public static Vector256<uint> Add(Vector256<uint> left, Vector256<uint> right) => left + right;

    public static Vector256<uint> Xor(Vector256<uint> left, Vector256<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateLeft16(Vector256<uint> value) => Avx2.Shuffle(
        value.AsByte(),
        Vector256.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateLeft12(Vector256<uint> value) => (value << 12) | (value >>> 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateLeft8(Vector256<uint> value) => Avx2.Shuffle(
        value.AsByte(),
        Vector256.Create((byte)3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateLeft7(Vector256<uint> value) => (value << 7) | (value >>> 25);

    public static Vector256<uint> Turn1(Vector256<uint> row) => Avx2.Shuffle(row, 0b00_11_10_01);

    public static Vector256<uint> Turn2(Vector256<uint> row) => Avx2.Shuffle(row, 0b01_00_11_10);

    public static Vector256<uint> Turn3(Vector256<uint> row) => Avx2.Shuffle(row, 0b10_01_00_11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<uint> row0, Vector256<uint> row1, Vector256<uint> row2, Vector256<uint> row3, byte* blocks, nint stride)
    {
        Avx2.Permute2x128(row0, row1, 0x20).Store((uint*)blocks);
        Avx2.Permute2x128(row2, row3, 0x20).Store((uint*)(blocks + 32));
        Avx2.Permute2x128(row0, row1, 0x31).Store((uint*)(blocks + stride));
        Avx2.Permute2x128(row2, row3, 0x31).Store((uint*)(blocks + stride + 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte** blocks, out Vector256<uint> row0, out Vector256<uint> row1, out Vector256<uint> row2, out Vector256<uint> row3)
    {
        var first01 = Vector256.Load((uint*)blocks[0]);
        var first23 = Vector256.Load((uint*)(blocks[0] + 32));
        var second01 = Vector256.Load((uint*)blocks[1]);
        var second23 = Vector256.Load((uint*)(blocks[1] + 32));
        row0 = Avx2.Permute2x128(first01, second01, 0x20);
        row1 = Avx2.Permute2x128(first01, second01, 0x31);
        row2 = Avx2.Permute2x128(first23, second23, 0x20);
        row3 = Avx2.Permute2x128(first23, second23, 0x31);
    }
}
