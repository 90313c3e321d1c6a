namespace Spacemesh.Post.RandomX;

/// <summary>The register file in memory: r, f, e, a in the order in which it is hashed, then a zero that decoded operands may point to.</summary>
internal unsafe struct VmRegisters
{
    /// <summary>Bytes that are hashed: 8 integers and three groups of four pairs.</summary>
    public const int Length = 256;

    private fixed ulong _words[(Length / 8) + 8];

    public ulong* R => Word(0);

    public double* F => (double*)Word(8);

    public double* E => (double*)Word(16);

    public double* A => (double*)Word(24);

    /// <summary>Always zero: the address register of reads whose source is their destination.</summary>
    public ulong* Zero => Word(32);

    public string NameOf(void* register)
    {
        long word = (ulong*)register - R;
        return word switch
        {
            < 8 => $"r{word}",
            < 16 => $"f{(word - 8) / 2}",
            < 24 => $"e{(word - 16) / 2}",
            _ => $"a{(word - 24) / 2}",
        };
    }

    // Instances live in unmanaged memory only.
    private ulong* Word(int index)
    {
        fixed (ulong* words = _words)
            return words + index;
    }
}
