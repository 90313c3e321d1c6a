using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Merkle;

namespace Spacemesh.Bench.Ground;

/// <summary>BLAKE3 against SHA-256 of OpenSSL (spec 11 §5).</summary>
public sealed class HashBenchmarks : BenchmarkSuite
{
    private const int ShortBytes = 64;
    private const int ChunkBytes = 1024;
    private const int LongBytes = 65_536;
    private const int TreeWidth = 256;

    private readonly byte[] _input = new byte[LongBytes];
    private readonly byte[] _output = new byte[32];

    public override string Part => "ground";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        yield return Hashing("BLAKE3 64 B", ShortBytes, 0.46);
        yield return new Benchmark(
            "BLAKE3 Merkle node (65 B)", () => Blake3.HashNode(_input.AsSpan(0, 32), _input.AsSpan(32, 32), _output), Yardstick.Sha16K, 65, "B/s");
        yield return Hashing("BLAKE3 1 KiB", ChunkBytes, 0.56);
        yield return Hashing("BLAKE3 64 KiB", LongBytes, 2.16);
        yield return new Benchmark("BLAKE3 64 KiB in pieces of 1000 B", Pieces, Yardstick.Sha16K, LongBytes, "B/s");
        yield return new Benchmark("256-wide Merkle root, one leaf not zero", PaddedRoot, Yardstick.Sha16K);
    }

    private Benchmark Hashing(string name, int bytes, double reference) =>
        new(name, () => Blake3.Hash(_input.AsSpan(0, bytes), _output), Yardstick.Sha16K, bytes, "B/s", reference);

    private void Pieces()
    {
        var hasher = new Blake3Hasher();
        for (int at = 0; at < LongBytes; at += 1000)
            hasher.Update(_input.AsSpan(at, Math.Min(1000, LongBytes - at)));
        hasher.Finish(_output);
    }

    private void PaddedRoot()
    {
        var builder = Blake3Merkle.Builder();
        builder.Append(_input.AsSpan(0, 32));
        builder.AppendZeros(TreeWidth - 1, Blake3Merkle.ZeroSubtrees);
        builder.Root(_output);
    }
}
