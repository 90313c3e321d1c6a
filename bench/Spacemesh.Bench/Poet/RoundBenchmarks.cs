using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using Spacemesh.Poet.Server.Registration;
using Spacemesh.Poet.Server.Rounds;
using Spacemesh.Poet.Work;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Bench.Poet;

/// <summary>What happens around the work: the proof at a round's end (wall time, all processors) and registrations.</summary>
public sealed class RoundBenchmarks : BenchmarkSuite
{
    private const int Members = 10_000;

    public override string Part => "poet";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        var pool = new WorkPool(new WorkPoolOptions());
        foreach (int layer in new[] { FileWorkStore.LayerFor(1UL << 26, 400L << 20), 13 })
        {
            var store = new SyntheticStore(1UL << 26, layer);
            var work = new SequentialWork(store);
            yield return new Benchmark(
                $"PoET proof, 2^26 leaves, layer {layer} kept: {(store.Checkpoint.LeafCount >> layer) * 32 / 1048576.0:F2} MiB on disk, {WallSeconds(work, pool):F2} s on {pool.Parallelism} threads",
                () => Prove(work, pool),
                Unit: "proofs/s");
        }

        yield return new Benchmark("PoET registrations, 10,000 members, synced to disk", Register, null, Members, "registrations/s");
    }

    private static double WallSeconds(SequentialWork work, IWorkPool pool)
    {
        Prove(work, pool);
        long start = Stopwatch.GetTimestamp();
        Prove(work, pool);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

#pragma warning disable VSTHRD002 // the benchmark's own thread waits for the pool
    private static void Prove(SequentialWork work, IWorkPool pool) => WorkProver.Prove(work, pool).AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    private static void Register()
    {
        string folder = Directory.CreateTempSubdirectory("poet-bench-").FullName;
        try
        {
            using var round = new RoundMembers(folder, 0, new RoundMembersOptions(), TimeProvider.System);
            Span<byte> key = stackalloc byte[32];
            for (int i = 0; i < Members; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(key, i);
                round.Submit(NodeId.FromBytes(key), Hash32.FromBytes(key), out _);
            }

            if (round.Close().Count != Members)
                throw new InvalidOperationException("members were lost");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A round whose labels were never computed: the proof costs the same, only it does not verify.</summary>
    private sealed class SyntheticStore(ulong leaves, int layer) : IWorkStore
    {
        public ReadOnlyMemory<byte> Statement { get; } = new byte[32];

        public int Layer { get; } = layer;

        public WorkCheckpoint Checkpoint { get; } = new(leaves, new byte[32 * BitOperations.PopCount(leaves)]);

        public bool WantsCheckpoint => false;

        public void Add(ReadOnlySpan<byte> node)
        {
        }

        public void Offer(WorkCheckpoint checkpoint)
        {
        }

        public IEnumerable<ReadOnlyMemory<byte>> ReadNodes()
        {
            var chunk = new byte[1 << 20];
            for (long rest = (long)(leaves >> Layer) * 32; rest > 0; rest -= chunk.Length)
                yield return chunk.AsMemory(0, (int)Math.Min(rest, chunk.Length));
        }
    }
}
