using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Crypto.Hashing;

/// <summary>Sixteen inputs at a time with AVX-512.</summary>
internal readonly unsafe struct Words16 : IWordLanes<Vector512<uint>>
{
    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> All(uint value) => Vector512.Create(value);

    public static Vector512<uint> Counters(ulong counter, uint step, bool high)
    {
        var words = stackalloc uint[16];
        LaneCounters.Fill(words, 16, counter, step, high);
        return Vector512.Load(words);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> left, Vector512<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Xor(Vector512<uint> left, Vector512<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateBy16(Vector512<uint> x) => Avx512F.RotateRight(x, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateBy12(Vector512<uint> x) => Avx512F.RotateRight(x, 12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateBy8(Vector512<uint> x) => Avx512F.RotateRight(x, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateBy7(Vector512<uint> x) => Avx512F.RotateRight(x, 7);

    [SkipLocalsInit]
    public static void LoadBlocks(byte** inputs, Vector512<uint>* words)
    {
        var reserved = stackalloc byte[CacheLines.Room<Vector256<uint>>(32)];
        var halves = CacheLines.Align<Vector256<uint>>(reserved);
        Transposition8.FromRows(inputs, 0, halves);
        Transposition8.FromRows(inputs, 32, halves + 8);
        Transposition8.FromRows(inputs + 8, 0, halves + 16);
        Transposition8.FromRows(inputs + 8, 32, halves + 24);
        for (int i = 0; i < 16; i++)
            Vector512.Create(halves[i], halves[i + 16]).Store((uint*)(words + i));
    }

    public static void StoreChaining(Vector512<uint>* words, uint* output)
    {
        Transposition8.Turn(
            words[0].GetLower(),
            words[1].GetLower(),
            words[2].GetLower(),
            words[3].GetLower(),
            words[4].GetLower(),
            words[5].GetLower(),
            words[6].GetLower(),
            words[7].GetLower(),
            (Vector256<uint>*)output);
        Transposition8.Turn(
            words[0].GetUpper(),
            words[1].GetUpper(),
            words[2].GetUpper(),
            words[3].GetUpper(),
            words[4].GetUpper(),
            words[5].GetUpper(),
            words[6].GetUpper(),
            words[7].GetUpper(),
            (Vector256<uint>*)output + 8);
    }
}
