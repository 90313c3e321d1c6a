using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>The last compression of a chunk or a parent, before it is known whether it is the root.</summary>
internal unsafe struct Blake3Node
{
    public fixed uint Chaining[ChainingWords];
    public fixed byte Block[BlockBytes];
    public ulong Counter;
    public uint Length;
    public uint Flags;

    /// <summary>Takes a block of at most 64 bytes.</summary>
    public void SetBlock(ReadOnlySpan<byte> block)
    {
        fixed (byte* own = Block)
        {
            var span = new Span<byte>(own, BlockBytes);
            if (block.Length < BlockBytes)
                span.Clear();
            block.CopyTo(span);
        }

        Length = (uint)block.Length;
    }

    /// <summary>Becomes the parent of the two chaining values at <paramref name="pair"/>.</summary>
    public void SetParent(uint* pair)
    {
        fixed (uint* own = Chaining)
            Iv.CopyTo(new Span<uint>(own, ChainingWords));
        fixed (byte* own = Block)
        {
            Buffer.MemoryCopy(pair, own, BlockBytes, BlockBytes);
            Blake3Words.ToBytes((uint*)own, 2 * ChainingWords);
        }

        Counter = 0;
        Length = BlockBytes;
        Flags = Parent;
    }
}
