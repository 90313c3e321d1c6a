namespace Spacemesh.Crypto.Hashing;

/// <summary>The domain flags of a run of blocks: those of every block, and those added to the first and the last.</summary>
internal readonly struct Blake3Flags(uint every, uint first, uint last)
{
    private readonly uint _every = every;
    private readonly uint _first = first;
    private readonly uint _last = last;

    /// <summary>A whole chunk that is not the root.</summary>
    public static Blake3Flags Chunk => new(0, Blake3Constants.ChunkStart, Blake3Constants.ChunkEnd);

    /// <summary>The blocks of a chunk before its last one.</summary>
    public static Blake3Flags ChunkBody => new(0, Blake3Constants.ChunkStart, 0);

    /// <summary>Blocks inside a chunk, the first and last of it not among them.</summary>
    public static Blake3Flags None => default;

    /// <summary>A parent node that is not the root.</summary>
    public static Blake3Flags Parent => new(Blake3Constants.Parent, 0, 0);

    public uint Of(int block, int blocks) => _every | (block == 0 ? _first : 0) | (block == blocks - 1 ? _last : 0);
}
