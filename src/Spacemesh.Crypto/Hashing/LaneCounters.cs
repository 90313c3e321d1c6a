namespace Spacemesh.Crypto.Hashing;

/// <summary>The block counters of inputs side by side.</summary>
internal static unsafe class LaneCounters
{
    /// <summary>Writes the low (or high) words of <paramref name="counter"/> plus 0, 1, 2… times <paramref name="step"/>.</summary>
    public static void Fill(uint* words, int count, ulong counter, uint step, bool high)
    {
        for (int lane = 0; lane < count; lane++)
        {
            ulong value = unchecked(counter + (ulong)lane * step);
            words[lane] = (uint)(high ? value >> 32 : value);
        }
    }
}
