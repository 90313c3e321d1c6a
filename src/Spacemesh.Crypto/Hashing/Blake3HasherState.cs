using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>What an incremental hash remembers: the open chunk and the chaining values of the finished subtrees left of it.</summary>
internal unsafe struct Blake3HasherState
{
    /// <summary>Chaining values of finished subtrees, the largest first.</summary>
    public fixed uint Stack[MaxDepth * ChainingWords];

    /// <summary>The chaining value of the open chunk before the block in <see cref="Block"/>.</summary>
    public fixed uint Chaining[ChainingWords];

    /// <summary>The block not yet compressed: a full one waits here until more input shows that it is not the last.</summary>
    public fixed byte Block[BlockBytes];

    /// <summary>The number of the open chunk.</summary>
    public ulong Counter;

    /// <summary>Bytes in <see cref="Block"/>.</summary>
    public int BlockLength;

    /// <summary>Blocks of the open chunk already compressed.</summary>
    public int Blocks;

    /// <summary>Chaining values on the stack.</summary>
    public int Depth;

    public readonly int ChunkLength => Blocks * BlockBytes + BlockLength;

    public readonly uint StartFlag => Blocks == 0 ? ChunkStart : 0;

    public void OpenChunk(ulong counter)
    {
        fixed (uint* chaining = Chaining)
            Iv.CopyTo(new Span<uint>(chaining, ChainingWords));
        Counter = counter;
        BlockLength = 0;
        Blocks = 0;
    }
}
