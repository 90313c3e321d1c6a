using System.Security.Cryptography;
using Spacemesh.Poet;
using Spacemesh.Poet.Kernel;
using Spacemesh.Poet.Verification;
using Spacemesh.Poet.Work;
using Spacemesh.Runtime;

namespace Spacemesh.Bench.Poet;

/// <summary>Sequential work and its proofs (spec 11 §3, spec 03 §15).</summary>
public sealed class WorkBenchmarks : BenchmarkSuite
{
    private const int LeavesPerCall = 256;
    private const double CompressionsPerLabel = 400;

    public override string Part => "poet";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        var statement = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        foreach (var kernel in new[] { Sha256Kernel.Best, new ScalarSha256Kernel() }.DistinctBy(kernel => kernel.Name))
        {
            yield return new Benchmark(
                $"PoET leaves, {kernel.Name}", Work(statement, kernel), Yardstick.Sha64, LeavesPerCall, "leaves/s", 0.00685);
        }

        yield return new Benchmark("PoET label chain, .NET SHA-256", LibraryLabel(statement), Yardstick.Sha64, 1, "labels/s", 0.00685);
        yield return new Benchmark("PoET label chain, one at a time", Chain(pair: false), Yardstick.InProcess("BOUND", LatencyBound.Run, LatencyBound.LabelsPerCall));
        yield return new Benchmark("PoET label chain, two at a time", Chain(pair: true), Yardstick.InProcess("BOUND", LatencyBound.Run, LatencyBound.LabelsPerCall), 2);

        var verified = new SequentialWork(new MemoryWorkStore(statement, 4));
        verified.Advance(72_000);
#pragma warning disable VSTHRD002 // the pool is the caller's thread: the task is complete
        var proof = WorkProver.Prove(verified, new CallersThread()).AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        yield return new Benchmark(
            "PoET proof verification, 72k leaves",
            () =>
            {
                if (!WorkVerifier.Verify(statement, proof).IsValid)
                    throw new InvalidOperationException("the proof is not valid");
            },
            Yardstick.Sha64,
            Reference: 4.04e-5);
    }

    private static Action Work(byte[] statement, Sha256Kernel kernel)
    {
        // The leaf count's set bits lengthen the first hash: start where the mean of a mainnet round (18) is met.
        var work = new SequentialWork(new MemoryWorkStore(statement, 40), kernel);
        return () => work.Advance(work.LeafCount + LeavesPerCall);
    }

    private static Action LibraryLabel(byte[] statement)
    {
        var data = new byte[40 + (32 * 8)];
        statement.CopyTo(data, 0);
        var digest = new byte[32];
        return () =>
        {
            SHA256.HashData(data, digest);
            for (int i = 1; i < PoetParameters.LabelHashNesting; i++)
                SHA256.HashData(digest, digest);
        };
    }

    private static Action Chain(bool pair)
    {
        byte[] first = new byte[32], second = new byte[32], block = new byte[64];
        return pair
            ? () => Sha256Kernel.Best.NestPair(first, second, (int)CompressionsPerLabel)
            : () => Sha256Kernel.Best.Hash(block, (int)CompressionsPerLabel - 1, first);
    }

    private sealed class CallersThread : IWorkPool
    {
        public int Parallelism => 1;

        public ValueTask<T> RunAsync<T>(Func<CancellationToken, T> work, WorkPriority priority = WorkPriority.Normal, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(work(cancellationToken));
    }
}
