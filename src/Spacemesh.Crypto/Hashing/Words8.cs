using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spacemesh.Crypto.Hashing;

/// <summary>Eight inputs at a time with AVX2.</summary>
internal readonly unsafe struct Words8<TRotation> : IWordLanes<Vector256<uint>>
    where TRotation : struct, IVectorRotation
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> All(uint value) => Vector256.Create(value);

    public static Vector256<uint> Counters(ulong counter, uint step, bool high)
    {
        var words = stackalloc uint[8];
        LaneCounters.Fill(words, 8, counter, step, high);
        return Vector256.Load(words);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> left, Vector256<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Xor(Vector256<uint> left, Vector256<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateBy16(Vector256<uint> x) => TRotation.By16(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateBy12(Vector256<uint> x) => TRotation.By12(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateBy8(Vector256<uint> x) => TRotation.By8(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateBy7(Vector256<uint> x) => TRotation.By7(x);

    public static void LoadBlocks(byte** inputs, Vector256<uint>* words)
    {
        Transposition8.FromRows(inputs, 0, words);
        Transposition8.FromRows(inputs, 32, words + 8);
    }

    public static void StoreChaining(Vector256<uint>* words, uint* output) =>
        Transposition8.Turn(words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7], (Vector256<uint>*)output);
}
