using System.Runtime.CompilerServices;
using static Spacemesh.Crypto.Hashing.Blake3Constants;

namespace Spacemesh.Crypto.Hashing;

/// <summary>As many inputs at once as a vector has words: each vector holds the same word of every input.</summary>
internal static unsafe class Blake3Many<TVector, TWords>
    where TVector : unmanaged
    where TWords : struct, IWordLanes<TVector>
{
    /// <summary>Hashes up to a vector's count of inputs; lanes without an input repeat the last one and are not written.</summary>
    [SkipLocalsInit]
    public static void Compress(byte* input, int count, int blocks, ulong counter, uint counterStep, Blake3Flags flags, uint* output)
    {
        var inputs = stackalloc byte*[TWords.Count];
        for (int lane = 0; lane < TWords.Count; lane++)
            inputs[lane] = input + Math.Min(lane, count - 1) * blocks * BlockBytes;
        var reserved = stackalloc byte[CacheLines.Room<TVector>(ChainingWords + 16)];
        var vectors = CacheLines.Align<TVector>(reserved);
        var chaining = vectors;
        for (int i = 0; i < ChainingWords; i++)
            chaining[i] = TWords.All(Iv[i]);
        var words = vectors + ChainingWords;
        var low = TWords.Counters(counter, counterStep, high: false);
        var high = TWords.Counters(counter, counterStep, high: true);
        for (int block = 0; block < blocks; block++)
        {
            TWords.LoadBlocks(inputs, words);
            for (int lane = 0; lane < TWords.Count; lane++)
                inputs[lane] += BlockBytes;
            Block(chaining, words, low, high, flags.Of(block, blocks));
        }

        if (count == TWords.Count)
        {
            TWords.StoreChaining(chaining, output);
            return;
        }

        var all = stackalloc uint[MaxLanes * ChainingWords];
        TWords.StoreChaining(chaining, all);
        new ReadOnlySpan<uint>(all, count * ChainingWords).CopyTo(new Span<uint>(output, count * ChainingWords));
    }

    private static void Block(TVector* chaining, TVector* words, TVector counterLow, TVector counterHigh, uint flags)
    {
        TVector v0 = chaining[0], v1 = chaining[1], v2 = chaining[2], v3 = chaining[3];
        TVector v4 = chaining[4], v5 = chaining[5], v6 = chaining[6], v7 = chaining[7];
        TVector v8 = TWords.All(Iv0), v9 = TWords.All(Iv1), v10 = TWords.All(Iv2), v11 = TWords.All(Iv3);
        TVector v12 = counterLow, v13 = counterHigh, v14 = TWords.All(BlockBytes), v15 = TWords.All(flags);

        fixed (byte* schedule = Schedule)
        {
            for (var s = schedule; s < schedule + 16 * Rounds; s += 16)
            {
                Mix(ref v0, ref v4, ref v8, ref v12, words[s[0]], words[s[1]]);
                Mix(ref v1, ref v5, ref v9, ref v13, words[s[2]], words[s[3]]);
                Mix(ref v2, ref v6, ref v10, ref v14, words[s[4]], words[s[5]]);
                Mix(ref v3, ref v7, ref v11, ref v15, words[s[6]], words[s[7]]);
                Mix(ref v0, ref v5, ref v10, ref v15, words[s[8]], words[s[9]]);
                Mix(ref v1, ref v6, ref v11, ref v12, words[s[10]], words[s[11]]);
                Mix(ref v2, ref v7, ref v8, ref v13, words[s[12]], words[s[13]]);
                Mix(ref v3, ref v4, ref v9, ref v14, words[s[14]], words[s[15]]);
            }
        }

        chaining[0] = TWords.Xor(v0, v8);
        chaining[1] = TWords.Xor(v1, v9);
        chaining[2] = TWords.Xor(v2, v10);
        chaining[3] = TWords.Xor(v3, v11);
        chaining[4] = TWords.Xor(v4, v12);
        chaining[5] = TWords.Xor(v5, v13);
        chaining[6] = TWords.Xor(v6, v14);
        chaining[7] = TWords.Xor(v7, v15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref TVector a, ref TVector b, ref TVector c, ref TVector d, TVector x, TVector y)
    {
        a = TWords.Add(TWords.Add(a, x), b);
        d = TWords.RotateBy16(TWords.Xor(d, a));
        c = TWords.Add(c, d);
        b = TWords.RotateBy12(TWords.Xor(b, c));
        a = TWords.Add(TWords.Add(a, y), b);
        d = TWords.RotateBy8(TWords.Xor(d, a));
        c = TWords.Add(c, d);
        b = TWords.RotateBy7(TWords.Xor(b, c));
    }
}
