using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Post.Labels;

/// <summary>
/// ROMix of a pair of label groups in lockstep: two independent chains keep the vector units busy through each other's latencies.
/// The state of a group is eight rows in memory; its table holds, for every step, one 128-byte chunk a label.
/// </summary>
internal static unsafe class RowMix<T, TRow>
    where T : unmanaged
    where TRow : IRowVector<T>
{
    private const int ChunkBytes = 128;
    private const int BlockBytes = 64;
    private const int RowsOfBlock = 4;

    /// <summary>Labels of a pair.</summary>
    public static int PairWidth => 2 * TRow.Labels;

    /// <summary>Bytes of a pair's state.</summary>
    public static int StateBytes => PairWidth * ChunkBytes;

    /// <summary>Turns label-wise chunks into the rows of a pair.</summary>
    public static void LoadState(byte* chunks, T* state) => Convert(chunks, state, store: false);

    public static void StoreState(T* state, byte* chunks) => Convert(chunks, state, store: true);

    /// <summary>Step <paramref name="step"/> of the first loop: table[step] = state; state = ChunkMix(state).</summary>
    public static void Fill(T* state, byte* table, uint step)
    {
        byte* row = table + ((nuint)step * (nuint)StateBytes);
        TRow.Store(state[0], state[1], state[2], state[3], row, ChunkBytes);
        TRow.Store(state[4], state[5], state[6], state[7], row + BlockBytes, ChunkBytes);
        row += TRow.Labels * ChunkBytes;
        TRow.Store(state[8], state[9], state[10], state[11], row, ChunkBytes);
        TRow.Store(state[12], state[13], state[14], state[15], row + BlockBytes, ChunkBytes);
        Mix(state);
    }

    /// <summary>Finds the chunk each label needs next and asks the cache for it.</summary>
    /// <param name="state">The pair.</param>
    /// <param name="table">Its table.</param>
    /// <param name="mask">n − 1.</param>
    /// <param name="chunks">Receives one address a label.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Locate(T* state, byte* table, uint mask, byte** chunks)
    {
        uint* first = (uint*)(state + RowsOfBlock);
        uint* second = (uint*)(state + (3 * RowsOfBlock));
        for (int label = 0; label < TRow.Labels; label++)
        {
            byte* one = table + ((nuint)(first[4 * label] & mask) * (nuint)StateBytes) + (label * ChunkBytes);
            byte* other = table + ((nuint)(second[4 * label] & mask) * (nuint)StateBytes) + ((TRow.Labels + label) * ChunkBytes);
            chunks[label] = one;
            chunks[TRow.Labels + label] = other;
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(one);
                Sse.Prefetch0(one + BlockBytes);
                Sse.Prefetch0(other);
                Sse.Prefetch0(other + BlockBytes);
            }
        }
    }

    /// <summary>One step of the second loop: state = ChunkMix(state ^ chunks).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(T* state, byte** chunks)
    {
        XorIn(state, chunks);
        XorIn(state + (2 * RowsOfBlock), chunks + TRow.Labels);
        Mix(state);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void XorIn(T* state, byte** chunks)
    {
        TRow.Load(chunks, out var r0, out var r1, out var r2, out var r3);
        state[0] = TRow.Xor(state[0], r0);
        state[1] = TRow.Xor(state[1], r1);
        state[2] = TRow.Xor(state[2], r2);
        state[3] = TRow.Xor(state[3], r3);
        byte** second = stackalloc byte*[TRow.Labels];
        for (int label = 0; label < TRow.Labels; label++)
            second[label] = chunks[label] + BlockBytes;
        TRow.Load(second, out r0, out r1, out r2, out r3);
        state[4] = TRow.Xor(state[4], r0);
        state[5] = TRow.Xor(state[5], r1);
        state[6] = TRow.Xor(state[6], r2);
        state[7] = TRow.Xor(state[7], r3);
    }

    /// <summary>ChunkMix of both groups in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix(T* state)
    {
        T a0 = state[0], a1 = state[1], a2 = state[2], a3 = state[3];
        T b0 = state[8], b1 = state[9], b2 = state[10], b3 = state[11];
        T* to = state;
        for (int half = 0; half < 2; half++)
        {
            a0 = TRow.Xor(a0, state[4]);
            a1 = TRow.Xor(a1, state[5]);
            a2 = TRow.Xor(a2, state[6]);
            a3 = TRow.Xor(a3, state[7]);
            b0 = TRow.Xor(b0, state[12]);
            b1 = TRow.Xor(b1, state[13]);
            b2 = TRow.Xor(b2, state[14]);
            b3 = TRow.Xor(b3, state[15]);
            T c0 = a0, c1 = a1, c2 = a2, c3 = a3;
            T d0 = b0, d1 = b1, d2 = b2, d3 = b3;
            for (int round = 0; round < 4; round++)
            {
                a0 = TRow.Add(a0, a1);
                b0 = TRow.Add(b0, b1);
                a3 = TRow.RotateLeft16(TRow.Xor(a3, a0));
                b3 = TRow.RotateLeft16(TRow.Xor(b3, b0));
                a2 = TRow.Add(a2, a3);
                b2 = TRow.Add(b2, b3);
                a1 = TRow.RotateLeft12(TRow.Xor(a1, a2));
                b1 = TRow.RotateLeft12(TRow.Xor(b1, b2));
                a0 = TRow.Add(a0, a1);
                b0 = TRow.Add(b0, b1);
                a3 = TRow.RotateLeft8(TRow.Xor(a3, a0));
                b3 = TRow.RotateLeft8(TRow.Xor(b3, b0));
                a2 = TRow.Add(a2, a3);
                b2 = TRow.Add(b2, b3);
                a1 = TRow.RotateLeft7(TRow.Xor(a1, a2));
                b1 = TRow.RotateLeft7(TRow.Xor(b1, b2));
                a1 = TRow.Turn1(a1);
                b1 = TRow.Turn1(b1);
                a2 = TRow.Turn2(a2);
                b2 = TRow.Turn2(b2);
                a3 = TRow.Turn3(a3);
                b3 = TRow.Turn3(b3);
                a0 = TRow.Add(a0, a1);
                b0 = TRow.Add(b0, b1);
                a3 = TRow.RotateLeft16(TRow.Xor(a3, a0));
                b3 = TRow.RotateLeft16(TRow.Xor(b3, b0));
                a2 = TRow.Add(a2, a3);
                b2 = TRow.Add(b2, b3);
                a1 = TRow.RotateLeft12(TRow.Xor(a1, a2));
                b1 = TRow.RotateLeft12(TRow.Xor(b1, b2));
                a0 = TRow.Add(a0, a1);
                b0 = TRow.Add(b0, b1);
                a3 = TRow.RotateLeft8(TRow.Xor(a3, a0));
                b3 = TRow.RotateLeft8(TRow.Xor(b3, b0));
                a2 = TRow.Add(a2, a3);
                b2 = TRow.Add(b2, b3);
                a1 = TRow.RotateLeft7(TRow.Xor(a1, a2));
                b1 = TRow.RotateLeft7(TRow.Xor(b1, b2));
                a1 = TRow.Turn3(a1);
                b1 = TRow.Turn3(b1);
                a2 = TRow.Turn2(a2);
                b2 = TRow.Turn2(b2);
                a3 = TRow.Turn1(a3);
                b3 = TRow.Turn1(b3);
            }

            a0 = TRow.Add(a0, c0);
            a1 = TRow.Add(a1, c1);
            a2 = TRow.Add(a2, c2);
            a3 = TRow.Add(a3, c3);
            b0 = TRow.Add(b0, d0);
            b1 = TRow.Add(b1, d1);
            b2 = TRow.Add(b2, d2);
            b3 = TRow.Add(b3, d3);
            to[0] = a0;
            to[1] = a1;
            to[2] = a2;
            to[3] = a3;
            to[8] = b0;
            to[9] = b1;
            to[10] = b2;
            to[11] = b3;
            to += RowsOfBlock;
        }
    }

    private static void Convert(byte* chunks, T* state, bool store)
    {
        byte** blocks = stackalloc byte*[TRow.Labels];
        for (int group = 0; group < 2; group++)
        {
            for (int block = 0; block < 2; block++)
            {
                byte* first = chunks + (group * TRow.Labels * ChunkBytes) + (block * BlockBytes);
                T* rows = state + (((2 * group) + block) * RowsOfBlock);
                if (store)
                {
                    TRow.Store(rows[0], rows[1], rows[2], rows[3], first, ChunkBytes);
                    continue;
                }

                for (int label = 0; label < TRow.Labels; label++)
                    blocks[label] = first + (label * ChunkBytes);
                TRow.Load(blocks, out rows[0], out rows[1], out rows[2], out rows[3]);
            }
        }
    }
}
