using System.Numerics;

namespace Spacemesh.Post.RandomX;

/// <summary>The constant that IMUL_RCP multiplies by (spec 02 §13.2 item 21).</summary>
internal static class Reciprocal
{
    /// <summary>Zero and powers of two have no reciprocal instruction.</summary>
    public static bool Exists(uint divisor) => !BitOperations.IsPow2(divisor) && divisor != 0;

    /// <summary>floor(2^x / divisor) with the largest x that keeps the result below 2^64.</summary>
    public static ulong Of(uint divisor)
    {
        int exponent = 63 + BitOperations.Log2(divisor) + (BitOperations.IsPow2(divisor) ? 0 : 1);
        return (ulong)((UInt128.One << exponent) / divisor);
    }
}
