using Spacemesh.Post.Gpu;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Bench.Post;

/// <summary>Labels at N = 8192 in memory, with the comparison for the VRF nonce, per core and path (spec 11 §2).</summary>
public sealed class LabelBenchmarks : BenchmarkSuite
{
    private const uint N = 8192;
    private const int Batch = 32;

    public override string Part => "post";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        byte[] labels = new byte[Batch * LabelRange.LabelSize];
        byte[] threshold = VrfThreshold.Of(1UL << 34).ToArray();
        var commitment = Commitment.FromBytes(new byte[Bytes32.Length]);
        foreach (var engine in LabelEngines.All())
        {
            using (engine)
            {
                ulong next = 0;
                yield return new Benchmark(
                    $"Labels, {engine.Name}",
                    () => engine.Compute(commitment, N, next += Batch, labels, threshold),
                    ScryptYardstick.Instance,
                    Batch,
                    "labels/s",
                    Reference: 1.10);
            }
        }

        foreach (var device in OpenClDevice.List(withCpus: true))
        {
            using var engine = new OpenClLabelEngine(device);
            ulong next = 0;
            // The first call builds the kernel and tunes it; then whole launches are measured.
            engine.Compute(commitment, N, next, labels);
            byte[] launch = new byte[engine.PreferredBatch * LabelRange.LabelSize];
            yield return new Benchmark(
                $"Labels, OpenCL {engine.Name}",
                () => engine.Compute(commitment, N, next += (ulong)engine.PreferredBatch, launch, threshold),
                ScryptYardstick.Instance,
                engine.PreferredBatch,
                "labels/s");
        }
    }
}
