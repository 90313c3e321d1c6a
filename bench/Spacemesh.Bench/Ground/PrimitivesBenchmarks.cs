using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Bench.Ground;

/// <summary>Fixed point, 34-digit decimal, shuffle and the virtual-time scheduler.</summary>
public sealed class PrimitivesBenchmarks : BenchmarkSuite
{
    private const int Events = 10_000;

    public override string Part => "ground";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        // Spec 11 §9: n = 180,000, mean 1.2.
        var p = Fixed.FromRatio(12, 1_800_000);
        foreach (long x in new long[] { 0, 1, 2, 5 })
        {
            yield return new Benchmark($"BinCDF, n=180,000, mean 1.2, x={x}", () => Sink(new Binomial(180_000, p).Cdf(x)));
        }

        yield return new Benchmark(
            "BinCDF staircase x=0…5 of one distribution",
            () =>
            {
                var distribution = new Binomial(180_000, p);
                for (long x = 0; x <= 5; x++)
                    Sink(distribution.Cdf(x));
            },
            Scale: 6,
            Unit: "values/s");

        var lambda = Decimal34.Parse("2.122748659050074683778792926470147E-7");
        Decimal34 total = 2_250_000_000_000_000_000ul;
        uint layer = 0;
        yield return new Benchmark("Accumulated subsidy of a layer (34 digits)", () => (total * (Decimal34.One - Decimal34.Exp(-lambda * ++layer))).Truncate());

        int[] items = [.. Enumerable.Range(0, 1000)];
        yield return new Benchmark("Block shuffle of 1,000 items, with seeding", () => MersenneTwister64.FromBlockSeed(default).Shuffle<int>(items));

        yield return new Benchmark("Virtual scheduler: delays of 100 tasks", () => RunDelays(null), Scale: Events, Unit: "events/s");
        yield return new Benchmark("Virtual scheduler: the same, perturbed", () => RunDelays(new SeededRandom(1)), Scale: Events, Unit: "events/s");
        yield return new Benchmark("Virtual scheduler: yields", RunYields, Scale: Events, Unit: "events/s");
    }

    private static void Sink(Fixed value)
    {
        if (value.HasSign)
            throw new InvalidOperationException("a distribution below zero");
    }

    private static void RunDelays(IRandomSource? perturbation)
    {
        var scheduler = new VirtualScheduler(new VirtualSchedulerOptions { Perturbation = perturbation });
        scheduler.Run(() => Task.WhenAll(Enumerable.Range(0, 100).Select(async task =>
        {
            for (int i = 0; i < Events / 100; i++)
                await Task.Delay(TimeSpan.FromMilliseconds(1 + ((task + i) % 7)), scheduler.TimeProvider);
        })));
    }

    private static void RunYields()
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            for (int i = 0; i < Events; i++)
                await Task.Yield();
        });
    }
}
