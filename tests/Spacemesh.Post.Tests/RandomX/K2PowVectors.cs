using Spacemesh.Crypto.Hashing;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.RandomX;

/// <summary>Every hash on the library and on our own implementation, side by side on two threads.</summary>
[VectorFile("02-k2pow")]
public sealed class K2PowVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("input"))
        {
            var (managed, library) = SharedRandomX.Of(vector.In.Hex("key"));
            Both(randomX => VectorCase.Equal(vector.Out.Hex("hash"), Hash(randomX, vector.In.Hex("input")), randomX.Description), managed, library);
            return;
        }

        byte[] Input(ulong pow)
        {
            byte[] input = new byte[K2Pow.InputLength];
            K2Pow.WriteInput(input, pow, (byte)vector.In.I32("group"), vector.In.Hex("challenge8"), vector.In.Hex("node_id"));
            return input;
        }

        Both(randomX => Check(vector, randomX, Input), SharedRandomX.Managed, SharedRandomX.Library);
    }

    private static void Check(VectorCase vector, IRandomX randomX, Func<ulong, byte[]> input)
    {
        if (vector.In.Has("difficulty"))
        {
            byte[] difficulty = vector.In.Hex("difficulty");
            ulong pow = 0;
            byte[] hash;
            while (!K2Pow.Satisfies(hash = Hash(randomX, input(pow)), difficulty))
                pow++;
            VectorCase.Equal(vector.Out.U64("pow"), pow, "smallest pow");
            VectorCase.Equal(vector.Out.Hex("hash"), hash, "hash");
        }
        else if (vector.In.Has("count"))
        {
            CheckRun(vector, randomX, input);
        }
        else
        {
            byte[] bytes = input(vector.In.U64("pow"));
            VectorCase.Equal(vector.Out.Hex("input"), bytes, "input");
            byte[] hash = Hash(randomX, bytes);
            VectorCase.Equal(vector.Out.Hex("hash"), hash, $"hash of {randomX.Description}");
            VectorCase.Equal(vector.Out.Flag("valid_at_threshold_equal_to_hash"), K2Pow.Satisfies(hash, hash), "at its own threshold");
            byte[] above = [.. hash];
            for (int i = above.Length - 1; i >= 0 && ++above[i] == 0; i--)
            {
            }

            VectorCase.Equal(vector.Out.Flag("valid_at_threshold_hash_plus_one"), K2Pow.Satisfies(hash, above), "one below the threshold");
        }
    }

    private static void CheckRun(VectorCase vector, IRandomX randomX, Func<ulong, byte[]> input)
    {
        ulong first = vector.In.U64("first_pow");
        int count = vector.In.I32("count");
        byte[] all = new byte[32 * count];
        for (int i = 0; i < count; i++)
            Hash(randomX, input(first + (ulong)i)).CopyTo(all, 32 * i);
        VectorCase.Equal(vector.Out.Hex("blake3_of_hashes"), Blake3.Hash(all).ToArray(), $"all hashes of {randomX.Description}");
        int smallest = Enumerable.Range(0, count).Aggregate((best, i) => all.AsSpan(32 * i, 32).SequenceCompareTo(all.AsSpan(32 * best, 32)) < 0 ? i : best);
        VectorCase.Equal(vector.Out.U64("smallest_at_pow"), first + (ulong)smallest, "where the smallest is");
        VectorCase.Equal(vector.Out.Hex("smallest_hash"), all.AsSpan(32 * smallest, 32), "smallest");
    }

    private static void Both(Action<IRandomX> check, params IRandomX[] engines) =>
        Task.WaitAll([.. engines.Select(engine => Task.Run(() => check(engine)))]);

    private static byte[] Hash(IRandomX randomX, byte[] input)
    {
        byte[] hash = new byte[IRandomX.HashLength];
        randomX.Hash(input, hash);
        return hash;
    }
}
