using System.Numerics;
using System.Runtime.CompilerServices;

namespace Spacemesh.Bench.Poet;

/// <summary>
/// The most labels a core can chain: a SHA-256 compression is 32 instructions that wait for each other, four cycles each on current
/// processors, so 128 cycles (spec 03 §15.2). A chain of dependent additions, one cycle each, stands for the clock: 400 · 128 of them
/// take exactly as long as a label at the bound.
/// </summary>
internal static class LatencyBound
{
    public const int CyclesPerCompression = 128;
    public const int CompressionsPerLabel = 400;
    public const double LabelsPerCall = 1;

    private static ulong _sink;

    public static void Run() => _sink = Chain(CyclesPerCompression * CompressionsPerLabel / 16, _sink | 1);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Chain(int rounds, ulong value)
    {
        for (int i = 0; i < rounds; i++)
        {
            // Rotations cannot be folded with each other through the exclusive-or: 16 dependent one-cycle instructions.
            value = BitOperations.RotateLeft(value, 7) ^ (ulong)i;
            value = BitOperations.RotateLeft(value, 11) ^ (ulong)i;
            value = BitOperations.RotateLeft(value, 13) ^ (ulong)i;
            value = BitOperations.RotateLeft(value, 17) ^ (ulong)i;
            value = BitOperations.RotateLeft(value, 19) ^ (ulong)i;
            value = BitOperations.RotateLeft(value, 23) ^ (ulong)i;
            value = BitOperations.RotateLeft(value, 29) ^ (ulong)i;
            value = BitOperations.RotateLeft(value, 31) ^ (ulong)i;
        }

        return value;
    }
}
