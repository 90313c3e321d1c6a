using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Spacemesh.Post.RandomX;

namespace Spacemesh.Post.Proving;

/// <summary>
/// Finds good labels in a buffer, in the order that the reference delivers them (spec 02 §6.2, §6.3). Not for several threads at once.
/// </summary>
internal sealed unsafe class LabelScanner : IDisposable
{
    /// <summary>Labels are looked at in chunks; an incomplete one at the end of a buffer is not scanned.</summary>
    public const int ChunkLabels = 8;
    private const int LabelLength = 16;
    private const int TileLabels = 1024;
    private const int MaxCandidates = TileLabels * (int)NonceGroups.NoncesPerGroup;
    private const int LazyLanes = 8;

    private readonly IScanKernel _kernel;
    private readonly NativeBlock _memory;
    private readonly ScanHit* _hits;
    private readonly byte* _padded;
    private readonly uint* _candidates;
    private readonly List<uint> _found = [];
    private int _candidateCount;

    public LabelScanner(IScanKernel kernel)
    {
        _kernel = kernel;
        int hits = ((TileLabels / 4) + 1) * sizeof(ScanHit);
        hits = (hits + 63) & ~63;
        int padded = TileLabels * LabelLength;
        _memory = new NativeBlock((nuint)(hits + padded + ((MaxCandidates + LazyLanes) * sizeof(uint))));
        _hits = (ScanHit*)_memory.Pointer;
        _padded = _memory.Pointer + hits;
        _candidates = (uint*)(_padded + padded);
    }

    /// <summary>Appends the good labels of <paramref name="labels"/> (whole ones, the first is number <paramref name="firstIndex"/>) in order.</summary>
    public void Scan(ReadOnlySpan<byte> labels, ulong firstIndex, NonceKeys keys, ProvingDifficulty difficulty, List<GoodLabel> good)
    {
        int count = labels.Length / LabelLength / ChunkLabels * ChunkLabels;
        fixed (byte* data = labels)
        {
            for (int at = 0; at < count; at += TileLabels)
                ScanTile(data + (LabelLength * at), Math.Min(TileLabels, count - at), firstIndex + (ulong)at, keys, difficulty, good);
        }
    }

    public void Dispose() => _memory.Dispose();

    private void ScanTile(byte* labels, int count, ulong firstIndex, NonceKeys keys, ProvingDifficulty difficulty, List<GoodLabel> good)
    {
        int rounded = (count + IScanKernel.Granularity - 1) / IScanKernel.Granularity * IScanKernel.Granularity;
        if (rounded != count)
        {
            NativeMemory.Copy(labels, _padded, (nuint)(count * LabelLength));
            labels = _padded;
        }

        _found.Clear();
        for (int group = 0; group < keys.GroupCount; group++)
        {
            int hits = _kernel.Scan(labels, rounded, keys.Eager(group), difficulty.Msb, _hits);
            _candidateCount = 0;
            Sort(hits, count, difficulty.Msb != 0, group);
            Decide(labels, count, keys, group, difficulty.Lsb);
        }

        if (_found.Count == 0)
            return;
        // The key orders by chunk, group, label, position.
        _found.Sort();
        foreach (uint key in _found)
        {
            uint position = key & 15;
            uint label = ((key >> 15) * ChunkLabels) + ((key >> 4) & 7);
            uint group = (key >> 7) & 0xff;
            good.Add(new GoodLabel(keys.FirstNonce + (group * NonceGroups.NoncesPerGroup) + position, firstIndex + label));
        }
    }

    // Takes what is below at once and lists what is equal for the second cipher.
    private void Sort(int hits, int count, bool below, int group)
    {
        uint* candidate = _candidates;
        for (ScanHit* hit = _hits, end = _hits + hits; hit < end; hit++)
        {
            ulong equal = hit->AtMost;
            uint quadBits = (uint)hit->Quad << 6;
            if (below)
            {
                equal &= ~hit->Below;
                for (ulong rest = hit->Below; rest != 0; rest &= rest - 1)
                    AddFound(quadBits | (uint)BitOperations.TrailingZeroCount(rest), count, group);
            }

            do
            {
                *candidate = quadBits | (uint)BitOperations.TrailingZeroCount(equal);
                candidate += equal == 0 ? 0 : 1;
                equal &= equal - 1;
            }
            while (equal != 0);
        }

        _candidateCount = (int)(candidate - _candidates);
    }

    private void AddFound(uint place, int count, int group)
    {
        uint label = place >> 4;
        if (label < count)
            _found.Add(((label / ChunkLabels) << 15) | ((uint)group << 7) | ((label & 7) << 4) | (place & 15));
    }

    private void Decide(byte* labels, int count, NonceKeys keys, int group, ulong limit)
    {
        byte* lazy = keys.Lazy(group, 0);
        int total = _candidateCount;
        // Room for a last, incomplete round of lanes.
        for (int i = 0; i < LazyLanes; i++)
            _candidates[total + i] = 0;
        for (int i = 0; i < total; i += LazyLanes)
        {
            uint passed = DecideLanes(labels, lazy, _candidates + i, limit);
            if (total - i < LazyLanes)
                passed &= (1u << (total - i)) - 1;
            for (; passed != 0; passed &= passed - 1)
                AddFound(_candidates[i + BitOperations.TrailingZeroCount(passed)], count, group);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint DecideLanes(byte* labels, byte* keys, uint* candidates, ulong limit)
    {
        byte* k0 = Key(keys, candidates[0]), k1 = Key(keys, candidates[1]), k2 = Key(keys, candidates[2]), k3 = Key(keys, candidates[3]);
        byte* k4 = Key(keys, candidates[4]), k5 = Key(keys, candidates[5]), k6 = Key(keys, candidates[6]), k7 = Key(keys, candidates[7]);
        Vector128<byte> s0 = Start(labels, candidates[0], k0), s1 = Start(labels, candidates[1], k1), s2 = Start(labels, candidates[2], k2), s3 = Start(labels, candidates[3], k3);
        Vector128<byte> s4 = Start(labels, candidates[4], k4), s5 = Start(labels, candidates[5], k5), s6 = Start(labels, candidates[6], k6), s7 = Start(labels, candidates[7], k7);
        for (nint at = 16; at < 16 * Aes128Schedule.Rounds; at += 16)
        {
            s0 = AesRound.Encrypt(s0, Vector128.Load(k0 + at));
            s1 = AesRound.Encrypt(s1, Vector128.Load(k1 + at));
            s2 = AesRound.Encrypt(s2, Vector128.Load(k2 + at));
            s3 = AesRound.Encrypt(s3, Vector128.Load(k3 + at));
            s4 = AesRound.Encrypt(s4, Vector128.Load(k4 + at));
            s5 = AesRound.Encrypt(s5, Vector128.Load(k5 + at));
            s6 = AesRound.Encrypt(s6, Vector128.Load(k6 + at));
            s7 = AesRound.Encrypt(s7, Vector128.Load(k7 + at));
        }

        return Passes(s0, k0, limit) | (Passes(s1, k1, limit) << 1) | (Passes(s2, k2, limit) << 2) | (Passes(s3, k3, limit) << 3)
            | (Passes(s4, k4, limit) << 4) | (Passes(s5, k5, limit) << 5) | (Passes(s6, k6, limit) << 6) | (Passes(s7, k7, limit) << 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Key(byte* keys, uint candidate) => keys + ((candidate & 15) * Aes128Schedule.Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Start(byte* labels, uint candidate, byte* key) => Vector128.Load(labels + (candidate & ~15u)) ^ Vector128.Load(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Passes(Vector128<byte> state, byte* key, ulong limit)
    {
        var block = AesRound.EncryptLast(state, Vector128.Load(key + (16 * Aes128Schedule.Rounds)));
        return (block.AsUInt64().ToScalar() & 0x00ffffffffffffff) < limit ? 1u : 0u;
    }
}
