using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Spacemesh.Post.Labels;

/// <summary>
/// The two PBKDF2 ends of the label function for <c>TLane.Width</c> labels at once. A password is exactly one Keccak block,
/// so the keyed inner and outer states serve all HMACs of a label (spec 02 §2.2).
/// </summary>
internal sealed unsafe class LabelPassword<T, TLane>
    where T : unmanaged
    where TLane : IKeccakLane<T>
{
    private const int Lanes = 25;
    private const int RateLanes = 9;
    private const int HashLanes = 8;
    private const int ChunkLanes = 16;
    private const ulong LastBit = 0x8000000000000000;

    // 25 lanes each, TLane.Width states interleaved: element lane·Width + state.
    private readonly ulong[] _inner = GC.AllocateUninitializedArray<ulong>(Lanes * TLane.Width, pinned: true);
    private readonly ulong[] _outer = GC.AllocateUninitializedArray<ulong>(Lanes * TLane.Width, pinned: true);
    private readonly ulong[] _work = GC.AllocateUninitializedArray<ulong>(Lanes * TLane.Width, pinned: true);
    private readonly ulong[] _final = GC.AllocateUninitializedArray<ulong>(Lanes * TLane.Width, pinned: true);

    public static int Width => TLane.Width;

    /// <summary>Derives the chunks that go into ROMix.</summary>
    /// <param name="ids">At most <see cref="Width"/> labels; missing ones repeat the last.</param>
    /// <param name="chunks">128 bytes for each of <see cref="Width"/> labels.</param>
    public void Expand(ReadOnlySpan<LabelId> ids, Span<byte> chunks)
    {
        int width = TLane.Width;
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(chunks);
        fixed (ulong* inner = _inner, outer = _outer, work = _work, final = _final)
        {
            Key(ids, inner, 0x3636363636363636);
            Key(ids, outer, 0x5c5c5c5c5c5c5c5c);
            for (uint block = 1; block <= 2; block++)
            {
                // The salt is empty: the message is the block number alone, then the padding.
                Copy(inner, work);
                XorAll(work, 0, BinaryPrimitives.ReverseEndianness(block) | (1UL << 32));
                XorAll(work, RateLanes - 1, LastBit);
                Keccak<T, TLane>.Permute((T*)work);
                Finish(outer, work, final);
                for (int state = 0; state < width; state++)
                {
                    for (int lane = 0; lane < HashLanes; lane++)
                        words[(state * ChunkLanes) + ((int)(block - 1) * HashLanes) + lane] = final[(lane * width) + state];
                }
            }
        }
    }

    /// <summary>Derives the labels from the chunks that came out of ROMix, for the ids of the last <see cref="Expand"/>.</summary>
    public void Compress(ReadOnlySpan<byte> chunks, Span<byte> labels)
    {
        int width = TLane.Width;
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(chunks);
        var output = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(labels);
        fixed (ulong* inner = _inner, outer = _outer, work = _work, final = _final)
        {
            Copy(inner, work);
            for (int lane = 0; lane < RateLanes; lane++)
                XorEach(work, lane, words, lane);
            Keccak<T, TLane>.Permute((T*)work);
            for (int lane = RateLanes; lane < ChunkLanes; lane++)
                XorEach(work, lane - RateLanes, words, lane);
            XorAll(work, ChunkLanes - RateLanes, BinaryPrimitives.ReverseEndianness(1u) | (1UL << 32));
            XorAll(work, RateLanes - 1, LastBit);
            Keccak<T, TLane>.Permute((T*)work);
            Finish(outer, work, final);
            for (int state = 0; state < width; state++)
            {
                for (int lane = 0; lane < 4; lane++)
                    output[(state * 4) + lane] = final[(lane * width) + state];
            }
        }
    }

    /// <summary>The state after the key block of an HMAC.</summary>
    private static void Key(ReadOnlySpan<LabelId> ids, ulong* state, ulong pad)
    {
        int width = TLane.Width;
        new Span<ulong>(state, Lanes * width).Clear();
        for (int i = 0; i < width; i++)
        {
            ref readonly var id = ref ids[Math.Min(i, ids.Length - 1)];
            var commitment = id.Commitment;
            var bytes = Commitment.Span(in commitment);
            for (int lane = 0; lane < 4; lane++)
                state[(lane * width) + i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * lane)..]) ^ pad;
            state[(4 * width) + i] = id.Index ^ pad;
            for (int lane = 5; lane < RateLanes; lane++)
                state[(lane * width) + i] = pad;
        }

        Keccak<T, TLane>.Permute((T*)state);
    }

    /// <summary>The outer hash of an HMAC.</summary>
    private static void Finish(ulong* outer, ulong* innerHash, ulong* result)
    {
        int width = TLane.Width;
        Copy(outer, result);
        for (int i = 0; i < HashLanes * width; i++)
            result[i] ^= innerHash[i];
        XorAll(result, HashLanes, 1 | LastBit);
        Keccak<T, TLane>.Permute((T*)result);
    }

    private static void Copy(ulong* from, ulong* to) => new Span<ulong>(from, Lanes * TLane.Width).CopyTo(new Span<ulong>(to, Lanes * TLane.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void XorAll(ulong* state, int lane, ulong value)
    {
        for (int i = 0; i < TLane.Width; i++)
            state[(lane * TLane.Width) + i] ^= value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void XorEach(ulong* state, int lane, ReadOnlySpan<ulong> words, int word)
    {
        for (int i = 0; i < TLane.Width; i++)
            state[(lane * TLane.Width) + i] ^= words[(i * ChunkLanes) + word];
    }
}
