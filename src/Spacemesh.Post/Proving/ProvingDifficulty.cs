namespace Spacemesh.Post.Proving;

/// <summary>The threshold of good labels, split as the cipher compares it (spec 02 §6.1, §6.2).</summary>
/// <param name="Value">Compared with 64 bits in two steps: the top byte first.</param>
public readonly record struct ProvingDifficulty(ulong Value)
{
    public byte Msb => (byte)(Value >> 56);

    /// <summary>The low 56 bits.</summary>
    public ulong Lsb => Value & 0x00ffffffffffffff;

    /// <summary>floor(2^64 · k1 / numLabels).</summary>
    /// <exception cref="PostOptionException">There are no labels, or not more than <paramref name="k1"/>.</exception>
    public static ProvingDifficulty Of(uint k1, ulong numLabels)
    {
        if (numLabels == 0)
            throw new PostOptionException("NumLabels", "number of label blocks must be > 0");
        if (numLabels <= k1)
            throw new PostOptionException("NumLabels", $"number of labels ({numLabels}) must be bigger than k1 ({k1})");
        return new ProvingDifficulty((ulong)(((UInt128)k1 << 64) / numLabels));
    }
}
