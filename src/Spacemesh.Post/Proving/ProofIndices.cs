using System.Numerics;

namespace Spacemesh.Post.Proving;

/// <summary>The packed list of label indices in a proof: each of a fixed number of bits, lowest bit first (spec 02 §6.5).</summary>
public static class ProofIndices
{
    /// <summary>Bits of the number of labels itself.</summary>
    public static int BitsPerIndex(ulong numLabels) => 64 - BitOperations.LeadingZeroCount(numLabels);

    /// <summary>Bytes that <paramref name="count"/> indices take.</summary>
    public static long ExpectedLength(int bits, long count) => checked((bits * count) + 7) / 8;

    public static byte[] Pack(IReadOnlyList<ulong> indices, int bits)
    {
        ArgumentNullException.ThrowIfNull(indices);
        byte[] packed = new byte[ExpectedLength(bits, indices.Count)];
        long at = 0;
        foreach (ulong index in indices)
        {
            for (int bit = 0; bit < bits; bit++, at++)
                packed[at / 8] |= (byte)(((index >> bit) & 1) << (int)(at % 8));
        }

        return packed;
    }

    /// <summary>Every whole index in <paramref name="packed"/>; the padding may hold more than were packed.</summary>
    public static IEnumerable<ulong> Unpack(ReadOnlyMemory<byte> packed, int bits)
    {
        if (bits == 0)
            yield break;
        long count = (long)packed.Length * 8 / bits;
        for (long i = 0; i < count; i++)
            yield return Unpack(packed.Span, bits, i);
    }

    /// <summary>Index number <paramref name="ordinal"/>, which must lie within <paramref name="packed"/>.</summary>
    public static ulong Unpack(ReadOnlySpan<byte> packed, int bits, long ordinal)
    {
        ulong index = 0;
        long first = ordinal * bits;
        for (int bit = 0; bit < bits; bit++)
        {
            long at = first + bit;
            index |= (ulong)((packed[(int)(at / 8)] >> (int)(at % 8)) & 1) << bit;
        }

        return index;
    }
}
