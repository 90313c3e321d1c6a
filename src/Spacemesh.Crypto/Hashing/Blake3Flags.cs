namespace Spacemesh.Crypto.Hashing;

/// <summary>The domain flags of a run of blocks: those of every block, and those added to the first and the last.</summary>
internal readonly struct Blake3Flags(uint every, uint first, uint last)
{
    public readonly uint Every = every;
    public readonly uint First = first;
    public readonly uint Last = last;

    public static Blake3Flags Chunk => new(0, Blake3Constants.ChunkStart, Blake3Constants.ChunkEnd);

    public static Blake3Flags Parent => new(Blake3Constants.Parent, 0, 0);
}
