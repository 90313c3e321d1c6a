using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>The BLAKE3 chunk tree over one way of compressing.</summary>
internal static unsafe class Blake3Tree<TLanes>
    where TLanes : struct, IBlake3Lanes
{
    /// <summary>Hashes <paramref name="input"/> into an output of any length.</summary>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> destination)
    {
        fixed (byte* bytes = input)
        {
            if (destination.Length == ChainingBytes && input.Length <= ChunkBytes && BitConverter.IsLittleEndian)
            {
                fixed (byte* output = destination)
                    HashChunk(bytes, input.Length, (uint*)output);
                return;
            }

            Unsafe.SkipInit(out Blake3Node node);
            if (input.Length <= ChunkBytes)
                OpenChunk(bytes, input.Length, 0, ref node);
            else
                OpenRoot(bytes, input.Length, ref node);
            Finish(ref node, destination);
        }
    }

    /// <summary>The 32-byte hash of at most one chunk, the most frequent case by far.</summary>
    [SkipLocalsInit]
    private static void HashChunk(byte* input, int length, uint* output)
    {
        int body = Math.Max(0, length - 1) / BlockBytes;
        var chaining = stackalloc uint[ChainingWords];
        Iv.CopyTo(new Span<uint>(chaining, ChainingWords));
        uint flags = ChunkEnd | Root | ChunkStart;
        if (body > 0)
        {
            TLanes.CompressRun(chaining, input, body, 0, Blake3Flags.ChunkBody);
            flags = ChunkEnd | Root;
            input += body * BlockBytes;
            length -= body * BlockBytes;
        }

        var block = stackalloc byte[BlockBytes];
        if (length < BlockBytes)
        {
            var span = new Span<byte>(block, BlockBytes);
            span.Clear();
            new ReadOnlySpan<byte>(input, length).CopyTo(span);
            input = block;
        }

        TLanes.Compress(chaining, input, 0, (uint)length, flags, output);
    }

    /// <summary>Writes the root output of <paramref name="node"/>.</summary>
    [SkipLocalsInit]
    public static void Finish(ref Blake3Node node, Span<byte> destination)
    {
        var words = stackalloc uint[16];
        fixed (Blake3Node* pinned = &node)
        {
            if (destination.Length <= ChainingBytes)
            {
                TLanes.Compress(pinned->Chaining, pinned->Block, 0, pinned->Length, pinned->Flags | Root, words);
                Blake3Words.Write(words, destination);
                return;
            }

            ulong counter = 0;
            while (!destination.IsEmpty)
            {
                TLanes.CompressWide(pinned->Chaining, pinned->Block, counter++, pinned->Length, pinned->Flags | Root, words);
                int take = Math.Min(BlockBytes, destination.Length);
                Blake3Words.Write(words, destination[..take]);
                destination = destination[take..];
            }
        }
    }

    /// <summary>Compresses all but the last block of a chunk of at most 1024 bytes.</summary>
    public static void OpenChunk(byte* input, int length, ulong counter, ref Blake3Node node)
    {
        fixed (Blake3Node* pinned = &node)
        {
            Iv.CopyTo(new Span<uint>(pinned->Chaining, ChainingWords));
            int body = Math.Max(0, length - 1) / BlockBytes;
            TLanes.CompressRun(pinned->Chaining, input, body, counter, Blake3Flags.ChunkBody);
            input += body * BlockBytes;
            length -= body * BlockBytes;
            pinned->SetBlock(new ReadOnlySpan<byte>(input, length));
            pinned->Flags = (body == 0 ? ChunkStart : 0) | ChunkEnd;
            pinned->Counter = counter;
        }
    }

    /// <summary>The root node of an input of more than one chunk.</summary>
    [SkipLocalsInit]
    private static void OpenRoot(byte* input, int length, ref Blake3Node node)
    {
        var nodes = stackalloc uint[2 * MaxLanes * ChainingWords];
        int count = Subtree(input, length, 0, nodes);
        while (count > 2)
            count = Parents(nodes, count, nodes);
        node.SetParent(nodes);
    }

    /// <summary>
    /// Chaining values of the inner nodes that cover <paramref name="length"/> bytes, more than one chunk: at least two, at most
    /// max(2, lanes). Room for twice that is needed.
    /// </summary>
    [SkipLocalsInit]
    public static int Subtree(byte* input, int length, ulong counter, uint* output)
    {
        if (length <= TLanes.Lanes * ChunkBytes)
            return Chunks(input, length, counter, output);
        int left = LeftBytes(length);
        int lanes = Math.Max(2, TLanes.Lanes);
        // The right part of a narrow tree may be a single chunk.
        var nodes = stackalloc uint[2 * MaxLanes * ChainingWords + ChainingWords];
        int leftCount = left == ChunkBytes ? Chunks(input, left, counter, nodes) : Subtree(input, left, counter, nodes);
        ulong rightCounter = counter + (ulong)(left / ChunkBytes);
        var right = nodes + leftCount * ChainingWords;
        int rightCount = length - left <= ChunkBytes
            ? Chunks(input + left, length - left, rightCounter, right)
            : Subtree(input + left, length - left, rightCounter, right);
        Debug.Assert(leftCount <= lanes && rightCount <= lanes, "a subtree returns no more nodes than lanes");
        if (leftCount == 1)
        {
            new ReadOnlySpan<uint>(nodes, 2 * ChainingWords).CopyTo(new Span<uint>(output, 2 * ChainingWords));
            return 2;
        }

        return Parents(nodes, leftCount + rightCount, output);
    }

    /// <summary>One level up: pairs become parents, an odd last node moves up unchanged. May work in place.</summary>
    public static int Parents(uint* nodes, int count, uint* output)
    {
        int pairs = count / 2;
        Blake3Words.ToBytes(nodes, pairs * 2 * ChainingWords);
        TLanes.CompressMany((byte*)nodes, pairs, 1, 0, 0, Blake3Flags.Parent, output);
        if (count % 2 == 0)
            return pairs;
        new ReadOnlySpan<uint>(nodes + (count - 1) * ChainingWords, ChainingWords).CopyTo(new Span<uint>(output + pairs * ChainingWords, ChainingWords));
        return pairs + 1;
    }

    [SkipLocalsInit]
    private static int Chunks(byte* input, int length, ulong counter, uint* output)
    {
        int full = length / ChunkBytes;
        TLanes.CompressMany(input, full, ChunkBlocks, counter, 1, Blake3Flags.Chunk, output);
        int rest = length - full * ChunkBytes;
        if (rest == 0)
            return full;
        Unsafe.SkipInit(out Blake3Node node);
        OpenChunk(input + full * ChunkBytes, rest, counter + (ulong)full, ref node);
        TLanes.Compress(node.Chaining, node.Block, node.Counter, node.Length, node.Flags, output + full * ChainingWords);
        return full + 1;
    }

    /// <summary>The largest power of two of chunks that leaves at least one byte to the right.</summary>
    private static int LeftBytes(int length) => ChunkBytes << BitOperations.Log2((uint)((length - 1) / ChunkBytes));
}
