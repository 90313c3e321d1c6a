using System.Diagnostics;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Runtime;

namespace Spacemesh.Bench.Post;

/// <summary>RandomX with the whole dataset in memory (2080 MiB), as proofs of work are searched: filled on one thread first, which takes minutes.</summary>
public sealed class FastRandomXBenchmarks : BenchmarkSuite
{
    public override string Part => "randomx-fast";

    public override bool IsOnDemand => true;

    public override IEnumerable<Benchmark> Benchmarks()
    {
        var pool = new InlineWorkPool();
        using var light = Load(new RandomXOptions { Implementation = RandomXImplementation.Library }, pool);
        var rx = Yardstick.InProcess("RX", Hashing(light));
        foreach (var implementation in new[] { RandomXImplementation.Library, RandomXImplementation.Managed })
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            using var fast = Load(new RandomXOptions { Mode = RandomXMode.Fast, Implementation = implementation }, pool);
            process.Refresh();
            Console.WriteLine($"{fast.Description}: set up in {(process.TotalProcessorTime - before).TotalSeconds:F0} s of one core");
            yield return new Benchmark($"RandomX fast, {(implementation == RandomXImplementation.Library ? "librandomx" : "managed")}", Hashing(fast), rx, 1, "H/s", Reference: 6.7);
        }
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
    private static IRandomX Load(RandomXOptions options, IWorkPool pool) => RandomXLoader.LoadAsync(K2Pow.RandomXKey, options, pool).AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
}
