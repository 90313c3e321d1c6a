using System.Numerics;
using System.Runtime.CompilerServices;
using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>Incremental hashing over one way of compressing.</summary>
/// <remarks>
/// Finished subtrees are merged only when something comes to stand right of them, so that the root is never compressed as an inner
/// node: when bytes arrive at chunk <c>n</c> the stack is reduced to one entry per set bit of <c>n</c>.
/// </remarks>
internal static unsafe class Blake3Stream<TLanes>
    where TLanes : struct, IBlake3Lanes
{
    /// <summary>Bytes of the largest subtree hashed in one go.</summary>
    private const int MaxSubtreeBytes = 1 << 24;

    [SkipLocalsInit]
    public static void Update(ref Blake3HasherState state, ReadOnlySpan<byte> input)
    {
        fixed (byte* bytes = input)
        fixed (Blake3HasherState* pinned = &state)
        {
            var next = bytes;
            int left = input.Length;
            while (left > 0)
            {
                if (pinned->ChunkLength == ChunkBytes)
                    CloseChunk(pinned);
                int taken = pinned->ChunkLength == 0 && left > ChunkBytes ? Subtree(pinned, next, left) : Fill(pinned, next, left);
                next += taken;
                left -= taken;
            }
        }
    }

    [SkipLocalsInit]
    public static void Finish(ref readonly Blake3HasherState state, Span<byte> destination)
    {
        Unsafe.SkipInit(out Blake3Node node);
        fixed (Blake3HasherState* pinned = &state)
        {
            int depth = pinned->Depth;
            if (pinned->ChunkLength > 0 || depth == 0)
            {
                Last(pinned, ref node);
            }
            else
            {
                // A subtree pushes two chaining values, so an empty chunk has a pair before it.
                depth -= 2;
                node.SetParent(pinned->Stack + depth * ChainingWords);
            }

            var pair = stackalloc uint[2 * ChainingWords];
            while (depth > 0)
            {
                depth--;
                Copy(pinned->Stack + depth * ChainingWords, pair);
                TLanes.Compress(node.Chaining, node.Block, node.Counter, node.Length, node.Flags, pair + ChainingWords);
                node.SetParent(pair);
            }
        }

        Blake3Tree<TLanes>.Finish(ref node, destination);
    }

    /// <summary>Adds bytes to the open chunk, which has room.</summary>
    private static int Fill(Blake3HasherState* state, byte* input, int length)
    {
        if (state->ChunkLength == 0)
            Merge(state, state->Counter);
        int take = Math.Min(length, ChunkBytes - state->ChunkLength);
        int rest = take;
        while (rest > 0)
        {
            if (state->BlockLength == BlockBytes)
            {
                TLanes.Compress(state->Chaining, state->Block, state->Counter, BlockBytes, state->StartFlag, state->Chaining);
                state->Blocks++;
                state->BlockLength = 0;
            }

            if (state->BlockLength == 0 && rest > BlockBytes)
            {
                int blocks = (rest - 1) / BlockBytes;
                TLanes.CompressRun(state->Chaining, input, blocks, state->Counter, state->Blocks == 0 ? Blake3Flags.ChunkBody : Blake3Flags.None);
                state->Blocks += blocks;
                input += blocks * BlockBytes;
                rest -= blocks * BlockBytes;
            }

            int part = Math.Min(rest, BlockBytes - state->BlockLength);
            Buffer.MemoryCopy(input, state->Block + state->BlockLength, part, part);
            state->BlockLength += part;
            input += part;
            rest -= part;
        }

        return take;
    }

    /// <summary>Hashes the largest whole subtree that may stand at the open, empty chunk; the input is longer than one chunk.</summary>
    [SkipLocalsInit]
    private static int Subtree(Blake3HasherState* state, byte* input, int length)
    {
        int size = Math.Min(MaxSubtreeBytes, ChunkBytes << BitOperations.Log2((uint)(length / ChunkBytes)));
        while (((ulong)(size / ChunkBytes - 1) & state->Counter) != 0)
            size /= 2;

        var nodes = stackalloc uint[2 * MaxLanes * ChainingWords];
        ulong chunks = (ulong)(size / ChunkBytes);
        if (size == ChunkBytes)
        {
            TLanes.CompressMany(input, 1, ChunkBlocks, state->Counter, 1, Blake3Flags.Chunk, nodes);
            Push(state, nodes, state->Counter);
        }
        else
        {
            int count = Blake3Tree<TLanes>.Subtree(input, size, state->Counter, nodes);
            while (count > 2)
                count = Blake3Tree<TLanes>.Parents(nodes, count, nodes);
            Push(state, nodes, state->Counter);
            Push(state, nodes + ChainingWords, state->Counter + chunks / 2);
        }

        state->OpenChunk(state->Counter + chunks);
        return size;
    }

    [SkipLocalsInit]
    private static void CloseChunk(Blake3HasherState* state)
    {
        Unsafe.SkipInit(out Blake3Node node);
        var chaining = stackalloc uint[ChainingWords];
        Last(state, ref node);
        TLanes.Compress(node.Chaining, node.Block, node.Counter, node.Length, node.Flags, chaining);
        Push(state, chaining, state->Counter);
        state->OpenChunk(state->Counter + 1);
    }

    private static void Last(Blake3HasherState* state, ref Blake3Node node)
    {
        fixed (uint* chaining = node.Chaining)
            Copy(state->Chaining, chaining);
        node.SetBlock(new ReadOnlySpan<byte>(state->Block, state->BlockLength));
        node.Counter = state->Counter;
        node.Flags = state->StartFlag | ChunkEnd;
    }

    /// <summary>Pushes a chaining value whose subtree starts at chunk <paramref name="at"/>.</summary>
    private static void Push(Blake3HasherState* state, uint* chaining, ulong at)
    {
        Merge(state, at);
        Copy(chaining, state->Stack + state->Depth * ChainingWords);
        state->Depth++;
    }

    /// <summary>Makes the stack what it must be when something stands at chunk <paramref name="at"/>.</summary>
    private static void Merge(Blake3HasherState* state, ulong at)
    {
        int wanted = BitOperations.PopCount(at);
        while (state->Depth > wanted)
        {
            var pair = state->Stack + (state->Depth - 2) * ChainingWords;
            TLanes.CompressMany((byte*)pair, 1, 1, 0, 0, Blake3Flags.Parent, pair);
            state->Depth--;
        }
    }

    private static void Copy(uint* from, uint* to) => Buffer.MemoryCopy(from, to, ChainingBytes, ChainingBytes);
}
