using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spacemesh.Crypto.Hashing;

/// <summary>Four inputs at a time on any machine with 128-bit vectors.</summary>
internal readonly unsafe struct Words4 : IWordLanes<Vector128<uint>>
{
    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> All(uint value) => Vector128.Create(value);

    public static Vector128<uint> Counters(ulong counter, uint step, bool high)
    {
        var words = stackalloc uint[4];
        LaneCounters.Fill(words, 4, counter, step, high);
        return Vector128.Load(words);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Add(Vector128<uint> left, Vector128<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Xor(Vector128<uint> left, Vector128<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateBy16(Vector128<uint> x) => ShuffleRotation.By16(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateBy12(Vector128<uint> x) => ShuffleRotation.By12(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateBy8(Vector128<uint> x) => ShuffleRotation.By8(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateBy7(Vector128<uint> x) => ShuffleRotation.By7(x);

    public static void LoadBlocks(byte** inputs, Vector128<uint>* words)
    {
        // A 4×4 transposition by memory: machines that come here have cheap scalar loads and few shuffles in common.
        for (int lane = 0; lane < 4; lane++)
        {
            var input = (uint*)inputs[lane];
            var output = (uint*)words + lane;
            for (int i = 0; i < 16; i++)
                output[i * 4] = input[i];
        }
    }

    public static void StoreChaining(Vector128<uint>* words, uint* output)
    {
        var input = (uint*)words;
        for (int lane = 0; lane < 4; lane++)
        {
            for (int i = 0; i < 8; i++)
                output[lane * 8 + i] = input[i * 4 + lane];
        }
    }
}
