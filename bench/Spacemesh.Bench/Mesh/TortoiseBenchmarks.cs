using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Bench.Mesh;

/// <summary>The vote counting over windows of several sizes (spec 11 §8). Rates are ballots per second unless the name says otherwise.</summary>
public sealed class TortoiseBenchmarks : BenchmarkSuite, IDisposable
{
    private const uint PerLayer = 50;

    /// <summary>The yardstick's rate where the reference was measured; its absolute rates become ratios with it.</summary>
    private const double ReferenceSha64 = 7.14e6;
    private readonly List<string> _folders = [];
    private readonly List<IDisposable> _open = [];

    public override string Part => "mesh";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        yield return Recover(1008, decided: true, 60_900);
        yield return Recover(4032, decided: true, 20_100);
        yield return Recover(1008, decided: false, 28_500);
        yield return Recover(4032, decided: false, 6_120);
        yield return Live(1008, PerLayer, 57_800);
        yield return Live(4032, PerLayer, 18_700);
        foreach (uint perLayer in (uint[])[25, 100, 200])
            yield return Live(1008, perLayer, double.NaN);
        yield return Verifying(1008, 227_000);
        yield return Verifying(4032, 158_000);
        yield return Against(1008, 6_500);
        yield return Against(4032, 1_110);
        yield return Full(1008, 65_500);
        yield return Full(4032, 4_050);
        yield return Encode(1008, 98_000);
        yield return Encode(4032, 4_010);
    }

    public void Dispose()
    {
        foreach (var open in _open)
            open.Dispose();
        foreach (string folder in _folders)
            Directory.Delete(folder, recursive: true);
    }

    private static double Ratio(double rate) => rate / ReferenceSha64;

    private static Benchmark Live(uint layers, uint perLayer, double reference)
    {
        var (sample, machine, next) = Loaded(layers, perLayer);
        return new Benchmark(
            $"Next layers live, {layers} × {perLayer}", () => sample.Live(machine, next++), Yardstick.Sha64, perLayer, "ballots/s", Ratio(reference));
    }

    private static Benchmark Verifying(uint layers, double reference)
    {
        var (sample, machine, next) = Loaded(layers, PerLayer);
        uint index = PerLayer;
        return new Benchmark(
            $"One ballot, verifying, {layers} × {PerLayer}",
            () => MeshSample.Store(machine, OneMore(sample, next - 1, index++, sample.Ballot(next - 1, 0).Votes, null)),
            Yardstick.Sha64,
            1,
            "ballots/s",
            Ratio(reference));
    }

    private static Benchmark Against(uint layers, double reference)
    {
        var (sample, machine, next) = Loaded(layers, PerLayer);
        uint index = PerLayer;
        uint against = next - 1 - (layers / 2);
        var plain = sample.Ballot(next - 1, 0).Votes;
        return new Benchmark(
            $"One ballot with an against-vote half a window back, {layers} × {PerLayer}",
            () =>
            {
                // Another height each time, so that the opinion is new to the machine.
                var support = new Vote(BlockId.FromBytes([.. BitConverter.GetBytes(index), .. new byte[16]]), new LayerId(against), 5);
                var votes = plain with { Against = [MeshSample.BlockOf(against)], Support = [.. plain.Support, support] };
                machine.DecodeBallot(OneMore(sample, next - 1, index++, votes, Hash32.FromBytes([.. BitConverter.GetBytes(index), .. new byte[28]])), out _);
            },
            Yardstick.Sha64,
            1,
            "ballots/s",
            Ratio(reference));
    }

    private static Benchmark Full(uint layers, double reference)
    {
        var (sample, machine, next) = Undecided(layers);
        uint index = PerLayer;
        return new Benchmark(
            $"One ballot, full mode, {layers} × {PerLayer}",
            () => MeshSample.Store(machine, OneMore(sample, next - 1, index++, sample.Ballot(next - 1, 0).Votes, null)),
            Yardstick.Sha64,
            1,
            "ballots/s",
            Ratio(reference));
    }

    private static Benchmark Encode(uint layers, double reference)
    {
        var (_, machine, next) = Loaded(layers, PerLayer);
        return new Benchmark(
            $"Encode own votes, {layers} × {PerLayer}",
            () =>
            {
                if (!machine.TryEncodeVotes(new LayerId(next), out _, out string? failure))
                    throw new InvalidOperationException(failure);
            },
            Yardstick.Sha64,
            1,
            "ops/s",
            Ratio(reference));
    }

    /// <summary>A further ballot of a full layer, of some smesher that has a reference ballot.</summary>
    private static TortoiseBallot OneMore(MeshSample sample, uint layer, uint index, Votes votes, Hash32? opinion)
    {
        var ballot = sample.Ballot(layer, index % PerLayer, votes, opinion);
        return TortoiseBallot.Of(ballot, malicious: false) with { Id = BallotId.FromBytes([.. BitConverter.GetBytes(~index), .. new byte[16]]) };
    }

    private static (MeshSample Sample, TortoiseMachine Machine, uint Next) Loaded(uint layers, uint perLayer)
    {
        var sample = new MeshSample(perLayer);
        var machine = sample.Machine(layers, MeshSample.Genesis + (20 * MeshSample.LayersPerEpoch));
        uint next = MeshSample.Genesis + 1;
        for (; next <= MeshSample.Genesis + layers; next++)
            sample.Live(machine, next);
        return (sample, machine, next);
    }

    private static (MeshSample Sample, TortoiseMachine Machine, uint Next) Undecided(uint layers)
    {
        var sample = new MeshSample(PerLayer);
        var machine = sample.Machine(layers, MeshSample.Genesis + layers);
        uint next = MeshSample.Genesis + 1;
        for (; next <= MeshSample.Genesis + layers; next++)
        {
            for (uint index = 0; index < PerLayer; index++)
                MeshSample.Store(machine, sample.Counted(next, index));
            machine.OnBlock(MeshSample.BlockOf(next));
        }

        machine.TallyVotes(new LayerId(next - 1));
        return machine.IsFull ? (sample, machine, next) : throw new InvalidOperationException("not in full mode");
    }

    private Benchmark Recover(uint layers, bool decided, double reference)
    {
        var sample = new MeshSample(PerLayer);
        uint last = MeshSample.Genesis + layers;
        string folder = Directory.CreateTempSubdirectory("spacemesh-bench-").FullName;
        _folders.Add(folder);
        var state = SqliteStateDatabase.Open(Path.Combine(folder, "state.sql"));
        _open.Add(state);
        sample.Write(state, last, decided);
        var atxs = sample.Atxs(last);
        var options = MeshSample.Options(layers);
        return new Benchmark(
            $"Recover from database, {(decided ? "verifying" : "full mode")}, {layers} × {PerLayer}",
            () =>
            {
                var counter = VoteCounter.Recover(options, atxs, state, new LayerId(last));
                if (counter.Skipped.Count > 0 || counter.LatestVerified.Value != last - 1 || counter.IsFull == decided)
                    throw new InvalidOperationException($"verified {counter.LatestVerified}, full {counter.IsFull}, skipped {counter.Skipped.Count}");
            },
            Yardstick.Sha64,
            layers * PerLayer,
            "ballots/s",
            Ratio(reference));
    }
}
