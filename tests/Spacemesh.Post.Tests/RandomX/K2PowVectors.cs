using Spacemesh.Crypto.Hashing;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.RandomX;

/// <summary>Single hashes on the library and on our own implementation; long runs go to the two in turn.</summary>
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

        if (vector.In.Has("difficulty"))
            CheckSearch(vector, Input);
        else if (vector.In.Has("count"))
            CheckRun(vector, Input);
        else
            Both(randomX => CheckOne(vector, randomX, Input), SharedRandomX.Managed, SharedRandomX.Library);
    }

    private static void CheckOne(VectorCase vector, IRandomX randomX, Func<ulong, byte[]> input)
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

    private static void CheckSearch(VectorCase vector, Func<ulong, byte[]> input)
    {
        byte[] difficulty = vector.In.Hex("difficulty");
        ulong expected = vector.Out.U64("pow");
        byte[][] hashes = Run(0, (int)expected + 1, input);
        VectorCase.Equal((long)expected, Array.FindIndex(hashes, hash => K2Pow.Satisfies(hash, difficulty)), "smallest pow");
        VectorCase.Equal(vector.Out.Hex("hash"), hashes[^1], "hash");
        VectorCase.Equal(
            expected,
            Task.Run(async () => await new LocalPowSource(_ => ValueTask.FromResult<IRandomX>(new KnownHashes(input, hashes)), SharedRandomX.Pool)
                .FindAsync((byte)vector.In.I32("group"), Challenge(vector), NodeId.FromBytes(vector.In.Hex("node_id")), Hash32.FromBytes(difficulty), null, default))
                .GetAwaiter().GetResult(),
            "smallest pow of the search");
    }

    private static void CheckRun(VectorCase vector, Func<ulong, byte[]> input)
    {
        ulong first = vector.In.U64("first_pow");
        byte[][] hashes = Run(first, vector.In.I32("count"), input);
        VectorCase.Equal(vector.Out.Hex("blake3_of_hashes"), Blake3.Hash(hashes.SelectMany(hash => hash).ToArray()).ToArray(), "all hashes");
        int smallest = Enumerable.Range(0, hashes.Length).Aggregate((best, i) => hashes[i].AsSpan().SequenceCompareTo(hashes[best]) < 0 ? i : best);
        VectorCase.Equal(vector.Out.U64("smallest_at_pow"), first + (ulong)smallest, "where the smallest is");
        VectorCase.Equal(vector.Out.Hex("smallest_hash"), hashes[smallest], "smallest");
    }

    // Consecutive pows go to the two implementations in turn, each on its own thread.
    private static byte[][] Run(ulong first, int count, Func<ulong, byte[]> input)
    {
        byte[][] hashes = new byte[count][];
        IRandomX[] engines = [SharedRandomX.Managed, SharedRandomX.Library];
        Task.WaitAll([.. engines.Select((engine, lane) => Task.Run(() =>
        {
            for (int i = lane; i < count; i += engines.Length)
                hashes[i] = Hash(engine, input(first + (ulong)i));
        }))]);
        return hashes;
    }

    private static Hash32 Challenge(VectorCase vector)
    {
        byte[] challenge = new byte[Bytes32.Length];
        vector.In.Hex("challenge8").CopyTo(challenge, 0);
        return Hash32.FromBytes(challenge);
    }

    private static void Both(Action<IRandomX> check, params IRandomX[] engines) =>
        Task.WaitAll([.. engines.Select(engine => Task.Run(() => check(engine)))]);

    private static byte[] Hash(IRandomX randomX, byte[] input)
    {
        byte[] hash = new byte[IRandomX.HashLength];
        randomX.Hash(input, hash);
        return hash;
    }

    /// <summary>Hashes computed before; past them, one that satisfies nothing.</summary>
    private sealed class KnownHashes(Func<ulong, byte[]> input, byte[][] hashes) : IRandomX
    {
        private readonly Dictionary<string, byte[]> _byInput = Enumerable.Range(0, hashes.Length).ToDictionary(i => Convert.ToHexString(input((ulong)i)), i => hashes[i]);

        public RandomXMode Mode => RandomXMode.Light;

        public string Description => "known";

        public void Hash(ReadOnlySpan<byte> input, Span<byte> hash)
        {
            if (_byInput.TryGetValue(Convert.ToHexString(input), out byte[]? known))
                known.CopyTo(hash);
            else
                hash.Fill(0xff);
        }

        public void Dispose()
        {
        }
    }
}
