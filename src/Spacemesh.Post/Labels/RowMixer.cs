using System.Runtime.CompilerServices;

namespace Spacemesh.Post.Labels;

/// <summary>
/// Labels in vector registers: pairs of groups in lockstep, and several pairs in turn, so that the chunk a pair asked for
/// is in the cache when its turn comes again.
/// </summary>
internal sealed unsafe class RowMixer<T, TRow, TKeccak, TLane>(string name, int pairs) : ILabelMixer
    where T : unmanaged
    where TRow : IRowVector<T>
    where TKeccak : unmanaged
    where TLane : IKeccakLane<TKeccak>
{
    private const int ChunkBytes = 128;
    private const int LabelBytes = 32;

    public string Name => name;

    public int Width => pairs * RowMix<T, TRow>.PairWidth;

    public LabelScratch CreateScratch(uint n) => new Scratch(n, Width);

    public void Compute(LabelScratch scratch, ReadOnlySpan<LabelId> ids, Span<byte> labels)
    {
        var own = (Scratch)scratch;
        int width = Width;
        int step = LabelPassword<TKeccak, TLane>.Width;
        byte* chunks = own.Chunks;
        for (int done = 0; done < width; done += step)
        {
            var group = ids[Math.Min(done, ids.Length - 1)..];
            own.Passwords[done / step].Expand(group[..Math.Min(step, group.Length)], new Span<byte>(chunks + (done * ChunkBytes), step * ChunkBytes));
        }

        RoMix(own);
        Span<byte> full = stackalloc byte[step * LabelBytes];
        for (int done = 0; done < ids.Length; done += step)
        {
            own.Passwords[done / step].Compress(new ReadOnlySpan<byte>(chunks + (done * ChunkBytes), step * ChunkBytes), full);
            full[..(Math.Min(step, ids.Length - done) * LabelBytes)].CopyTo(labels[(done * LabelBytes)..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RoMix(Scratch scratch)
    {
        int pairBytes = RowMix<T, TRow>.StateBytes;
        int pairWidth = RowMix<T, TRow>.PairWidth;
        uint n = scratch.N;
        nuint tableBytes = (nuint)n * (nuint)pairBytes;
        T* states = (T*)scratch.States;
        const int rows = 16;
        byte** located = stackalloc byte*[Width];
        for (int pair = 0; pair < pairs; pair++)
        {
            T* state = states + (pair * rows);
            byte* table = scratch.Table + ((nuint)pair * tableBytes);
            RowMix<T, TRow>.LoadState(scratch.Chunks + (pair * pairBytes), state);
            for (uint i = 0; i < n; i++)
                RowMix<T, TRow>.Fill(state, table, i);
            RowMix<T, TRow>.Locate(state, table, n - 1, located + (pair * pairWidth));
        }

        for (uint i = 0; i < n; i++)
        {
            for (int pair = 0; pair < pairs; pair++)
            {
                T* state = states + (pair * rows);
                RowMix<T, TRow>.Gather(state, located + (pair * pairWidth));
                RowMix<T, TRow>.Locate(state, scratch.Table + ((nuint)pair * tableBytes), n - 1, located + (pair * pairWidth));
            }
        }

        for (int pair = 0; pair < pairs; pair++)
            RowMix<T, TRow>.StoreState(states + (pair * rows), scratch.Chunks + (pair * pairBytes));
    }

    private sealed class Scratch : LabelScratch
    {
        private readonly byte[] _memory;

        public Scratch(uint n, int width)
            : base(n, width)
        {
            const int alignment = 64;
            Passwords = new LabelPassword<TKeccak, TLane>[Math.Max(1, width / TLane.Width)];
            for (int i = 0; i < Passwords.Length; i++)
                Passwords[i] = new LabelPassword<TKeccak, TLane>();
            int chunkBytes = Math.Max(width, TLane.Width) * ChunkBytes;
            _memory = GC.AllocateArray<byte>((2 * chunkBytes) + alignment, pinned: true);
            byte* start = (byte*)Unsafe.AsPointer(ref _memory[0]);
            start += (alignment - ((nint)start % alignment)) % alignment;
            States = start;
            Chunks = start + chunkBytes;
        }

        public LabelPassword<TKeccak, TLane>[] Passwords { get; }

        /// <summary>Rows of all pairs.</summary>
        public byte* States { get; }

        /// <summary>What goes into and comes out of ROMix, label after label.</summary>
        public byte* Chunks { get; }
    }
}
