namespace Spacemesh.Crypto.Hashing;

/// <summary>
/// One way of computing the BLAKE3 compression function. Implementations are stateless types, so that the tree code is
/// compiled once per instruction set and tests can compare them on one machine.
/// </summary>
internal unsafe interface IBlake3Lanes
{
    /// <summary>Whether this machine can.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>How many inputs <see cref="CompressMany"/> works on at once; a power of two, at most <see cref="Blake3Constants.MaxLanes"/>.</summary>
    static abstract int Lanes { get; }

    /// <summary>Compresses one 64-byte block into eight words; <paramref name="output"/> may be <paramref name="chaining"/>.</summary>
    static abstract void Compress(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output);

    /// <summary>Compresses one 64-byte block into all sixteen words of output.</summary>
    static abstract void CompressWide(uint* chaining, byte* block, ulong counter, uint length, uint flags, uint* output);

    /// <summary>Compresses full blocks of one input one after the other into <paramref name="chaining"/>.</summary>
    static abstract void CompressRun(uint* chaining, byte* input, int blocks, ulong counter, Blake3Flags flags);

    /// <summary>
    /// Hashes <paramref name="count"/> inputs of <paramref name="blocks"/> full blocks each, laid end to end, into chaining values of
    /// eight words each, laid end to end. <paramref name="counterStep"/> is 1 for chunks and 0 for parent nodes. The output may
    /// start where the input starts.
    /// </summary>
    static abstract void CompressMany(byte* input, int count, int blocks, ulong counter, uint counterStep, Blake3Flags flags, uint* output);

    /// <summary>Hashes the 65 bytes <c>0x01 ‖ left ‖ right</c>, two times 32 bytes, into 32 bytes.</summary>
    static abstract void HashNode(byte* left, byte* right, byte* output);
}
