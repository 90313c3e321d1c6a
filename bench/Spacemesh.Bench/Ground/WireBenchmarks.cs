using Spacemesh.Codec;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Bench.Ground;

/// <summary>Decoding and ids of the objects that a node receives most (spec 11 §5).</summary>
internal sealed class WireBenchmarks : BenchmarkSuite
{
    public override string Part => "ground";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        yield return Of("ATX V1, decode + id", WireSamples.AtxV1(), static atx => atx.ComputeId(), 0.0672);
        byte[] received = Scale.Encode(WireSamples.AtxV1());
        yield return new(
            $"ATX V1 as received, decode + id ({received.Length:N0} B)",
            () =>
            {
                if (!VersionedAtx.TryDecode(received, AtxVersion.V1, out var atx, out var error))
                    throw new InvalidOperationException(error.ToString());
                atx.ComputeId();
            },
            Yardstick.Sha64,
            Reference: 0.0672);
        yield return Of("ATX V1, decode", WireSamples.AtxV1(), null, 0.180);
        yield return Of("ATX V2 solo, decode + id", WireSamples.AtxV2Solo(), static atx => atx.ComputeId(), 7.86e-4);
        yield return Of("ATX V2 solo, decode", WireSamples.AtxV2Solo(), null, 0.182);
        yield return Of("ATX V2 merged of 16, decode + id", WireSamples.AtxV2Merged(), static atx => atx.ComputeId(), 6.3e-4);
        yield return Of("Ballot, decode + id", WireSamples.Ballot(), static ballot => ballot.ComputeId(), 0.220);
        yield return Of(
            "Proposal with 50 transactions, decode + ids",
            WireSamples.Proposal(),
            static proposal =>
            {
                proposal.ComputeId();
                proposal.Inner.Ballot.ComputeId();
            },
            0.0341);
    }

    private static Benchmark Of<T>(string name, T sample, Action<T>? use, double reference)
        where T : class, IScaleType<T>
    {
        byte[] bytes = Scale.Encode(sample);
        return new($"{name} ({bytes.Length:N0} B)", Operation, Yardstick.Sha64, Reference: reference);

        void Operation()
        {
            if (!Scale.TryDecode<T>(bytes, out var value, out var error))
                throw new InvalidOperationException(error.ToString());
            use?.Invoke(value);
        }
    }
}
