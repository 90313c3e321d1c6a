using Spacemesh.Post;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Runtime;

namespace Spacemesh.Bench.Post;

/// <summary>Scanning from memory at the mainnet difficulty, RandomX and verification, per core (spec 11 §2).</summary>
public sealed class ProvingBenchmarks : BenchmarkSuite
{
    private const int ScanBytes = 16 << 20;
    private const ulong MainnetDifficulty = 27917287424;

    public override string Part => "post";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        foreach (var benchmark in Scans())
            yield return benchmark;
        var pool = new InlineWorkPool();
        using var library = Load(RandomXImplementation.Library, pool);
        var rx = Yardstick.InProcess("RX", Hashing(library));
        yield return new Benchmark("RandomX light, librandomx", Hashing(library), rx, 1, "H/s", Reference: 1.00);
        using (var managed = Load(RandomXImplementation.Managed, pool))
            yield return new Benchmark("RandomX light, managed", Hashing(managed), rx, 1, "H/s", Reference: 1.00);
        foreach (var benchmark in Verifications(library, rx))
            yield return benchmark;
    }

    private static IEnumerable<Benchmark> Scans()
    {
        byte[] data = new byte[ScanBytes];
        new SeededRandom(1).Fill(data);
        foreach (var kernel in ScanKernels.All.Where(kernel => kernel.Name != "portable"))
        {
            foreach (var (nonces, reference) in ((int, double)[])[(16, 0.142), (64, 0.0418), (128, 0.0208), (288, 0.0096)])
            {
                using var keys = new NonceKeys(default, 0, new ulong[nonces / 16]);
                using var scanner = new LabelScanner(kernel);
                var good = new List<GoodLabel>();
                yield return new Benchmark(
                    $"Proving scan, {nonces} nonces, {kernel.Name}",
                    () => scanner.Scan(data, 0, keys, new ProvingDifficulty(MainnetDifficulty), good),
                    Yardstick.Aes,
                    ScanBytes,
                    "B/s",
                    reference);
            }
        }
    }

    private static IEnumerable<Benchmark> Verifications(IRandomX randomX, Yardstick rx)
    {
        // A proof that passes every check: pow 0 satisfies the largest threshold, and so do labels the largest difficulty.
        const ulong NumLabels = (1UL << 32) + 1;
        var config = new PostConfig { MinNumUnits = 1, MaxNumUnits = 1, LabelsPerUnit = NumLabels, K1 = uint.MaxValue, K2 = 37, K3 = 1 };
        using var labels = LabelEngines.Best();
        using var verifier = new ProofVerifier(config, labels, randomX);
        int bits = ProofIndices.BitsPerIndex(NumLabels);
        var metadata = new PostProofMetadata(default, default, default, 1);
        var proof = new PostProof(0, ProofIndices.Pack([.. Enumerable.Range(1, 37).Select(i => (ulong)i * 1000)], bits), 0);
        yield return new Benchmark(
            "Verification, all 37 indices", () => Require(verifier.Verify(proof, metadata, IndexSelection.All)), rx, 1, "proofs/s", Reference: 0.384);
        yield return new Benchmark(
            "Verification, subset K3 = 1", () => Require(verifier.Verify(proof, metadata, IndexSelection.Subset(1, default))), rx, 1, "proofs/s", Reference: 0.843);
    }

    private static void Require(ProofVerdict verdict)
    {
        if (!verdict.IsValid)
            throw new InvalidOperationException($"the measured proof is not valid: {verdict.Reason}");
    }

    private static Action Hashing(IRandomX randomX)
    {
        byte[] input = new byte[K2Pow.InputLength];
        byte[] hash = new byte[IRandomX.HashLength];
        ulong next = 0;
        return () =>
        {
            BitConverter.TryWriteBytes(input, ++next);
            randomX.Hash(input, hash);
        };
    }

#pragma warning disable VSTHRD002 // The pool runs everything on this thread, so there is nothing to wait for.
    private static IRandomX Load(RandomXImplementation implementation, IWorkPool pool) =>
        RandomXLoader.LoadAsync(K2Pow.RandomXKey, new RandomXOptions { Implementation = implementation }, pool).AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
}
