using System.Numerics;

namespace Spacemesh.Post.Labels;

/// <summary>What a label engine may be asked for (spec 02 §2.2).</summary>
public static class LabelRange
{
    /// <summary>Bytes stored of a label.</summary>
    public const int LabelSize = 16;

    /// <summary>Checks the arguments of a range call.</summary>
    /// <param name="n">Scrypt N.</param>
    /// <param name="first">First index.</param>
    /// <param name="length">Bytes of the destination.</param>
    /// <exception cref="PostOptionException">N is no power of two, or the range reaches index 2^64 − 1.</exception>
    public static void Require(uint n, ulong first, int length)
    {
        RequireN(n);
        if (length % LabelSize != 0)
            throw new ArgumentException($"{length} bytes are no whole labels", nameof(length));
        ulong count = (ulong)length / LabelSize;
        if (count > 0 && first > ulong.MaxValue - count)
            throw new PostOptionException("Index", "invalid labels range");
    }

    /// <summary>Number of labels of an inclusive range, as the reference's call gives it.</summary>
    /// <exception cref="PostOptionException">The range is empty or reaches index 2^64 − 1.</exception>
    public static ulong CountInclusive(ulong first, ulong last)
    {
        if (first > last)
            throw new PostOptionException("Index", $"invalid `start` and `end`; expected: start <= end, given: {first} > {last}");
        if (last == ulong.MaxValue)
            throw new PostOptionException("Index", "invalid labels range");
        return last - first + 1;
    }

    /// <exception cref="PostOptionException">N is no power of two from 2 to 2^30.</exception>
    public static void RequireN(uint n)
    {
        if (!BitOperations.IsPow2(n) || n is < 1 or > 1 << 30)
            throw new PostOptionException("N", $"invalid `n`; expected: power of 2, given: {n}");
    }
}
