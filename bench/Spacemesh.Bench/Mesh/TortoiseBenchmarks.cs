using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
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
        yield return Restart(20_000);
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
        var loaded = new Lazy<LoadedMesh>(() => Loaded(layers, perLayer));
        return new Benchmark(
            $"Next layers live, {layers} × {perLayer}", () => loaded.Value.Live(), Yardstick.Sha64, perLayer, "ballots/s", Ratio(reference));
    }

    private static Benchmark Verifying(uint layers, double reference)
    {
        var loaded = new Lazy<LoadedMesh>(() => Loaded(layers, PerLayer));
        return new Benchmark(
            $"One ballot, verifying, {layers} × {PerLayer}",
            () => loaded.Value.Store(loaded.Value.OneMore(loaded.Value.Plain, null)),
            Yardstick.Sha64,
            1,
            "ballots/s",
            Ratio(reference));
    }

    private static Benchmark Against(uint layers, double reference)
    {
        var loaded = new Lazy<LoadedMesh>(() => Loaded(layers, PerLayer));
        uint count = 0;
        return new Benchmark(
            $"One ballot with an against-vote half a window back, {layers} × {PerLayer}",
            () =>
            {
                // Another opinion each time, which no ballot of the layer has yet.
                var mesh = loaded.Value;
                uint against = mesh.Next - 1 - (layers / 2);
                var support = new Vote(BlockId.FromBytes([.. BitConverter.GetBytes(++count), .. new byte[16]]), new LayerId(against), 5);
                var votes = mesh.Plain with { Against = [MeshSample.BlockOf(against)], Support = [.. mesh.Plain.Support, support] };
                mesh.Machine.DecodeBallot(mesh.OneMore(votes, Hash32.FromBytes([.. BitConverter.GetBytes(count), .. new byte[28]])), out _);
            },
            Yardstick.Sha64,
            1,
            "ballots/s",
            Ratio(reference));
    }

    private static Benchmark Full(uint layers, double reference)
    {
        var loaded = new Lazy<LoadedMesh>(() => Undecided(layers));
        return new Benchmark(
            $"One ballot, full mode, {layers} × {PerLayer}",
            () => loaded.Value.Store(loaded.Value.OneMore(loaded.Value.Plain, null)),
            Yardstick.Sha64,
            1,
            "ballots/s",
            Ratio(reference));
    }

    private static Benchmark Encode(uint layers, double reference)
    {
        var loaded = new Lazy<LoadedMesh>(() => Loaded(layers, PerLayer));
        return new Benchmark(
            $"Encode own votes, {layers} × {PerLayer}",
            () =>
            {
                if (!loaded.Value.Machine.TryEncodeVotes(new LayerId(loaded.Value.Next), out _, out string? failure))
                    throw new InvalidOperationException(failure);
            },
            Yardstick.Sha64,
            1,
            "ops/s",
            Ratio(reference));
    }

    private static LoadedMesh Loaded(uint layers, uint perLayer)
    {
        var sample = new MeshSample(perLayer);
        var mesh = new LoadedMesh(sample, sample.Machine(layers, MeshSample.Genesis + (40 * MeshSample.LayersPerEpoch)));
        for (uint layer = 0; layer < layers; layer++)
            mesh.Live();
        return mesh;
    }

    private static LoadedMesh Undecided(uint layers)
    {
        var sample = new MeshSample(PerLayer);
        var mesh = new LoadedMesh(sample, sample.Machine(layers, MeshSample.Genesis + layers));
        for (uint layer = 0; layer < layers; layer++)
            mesh.Silent();
        mesh.Machine.TallyVotes(new LayerId(mesh.Next - 1));
        return mesh.Machine.IsFull ? mesh : throw new InvalidOperationException("not in full mode");
    }

    private Benchmark Recover(uint layers, bool decided, double reference)
    {
        uint last = MeshSample.Genesis + layers;
        var options = MeshSample.Options(layers);
        var stored = new Lazy<(SqliteStateDatabase State, ConsensusCache Atxs)>(() => Written(last, decided));
        return new Benchmark(
            $"Recover from database, {(decided ? "verifying" : "full mode")}, {layers} × {PerLayer}",
            () =>
            {
                var counter = VoteCounter.Recover(options, stored.Value.Atxs, stored.Value.State, new LayerId(last));
                if (counter.Skipped.Count > 0 || counter.LatestVerified.Value != last - 1 || counter.IsFull == decided)
                    throw new InvalidOperationException($"verified {counter.LatestVerified}, full {counter.IsFull}, skipped {counter.Skipped.Count}");
            },
            Yardstick.Sha64,
            layers * PerLayer,
            "ballots/s",
            Ratio(reference));
    }

    /// <summary>A start over a database with more layers than the window holds.</summary>
    private Benchmark Restart(uint layers)
    {
        uint last = MeshSample.Genesis + layers;
        var options = MeshSample.Options(MeshSample.LayersPerEpoch);
        var stored = new Lazy<(SqliteStateDatabase State, ConsensusCache Atxs)>(() => Written(last, decided: true));
        return new Benchmark(
            $"Restart from a database of {layers} layers × {PerLayer}, window {options.WindowSize}",
            () =>
            {
                if (VoteCounter.Recover(options, stored.Value.Atxs, stored.Value.State, new LayerId(last)).LatestVerified.Value != last - 1)
                    throw new InvalidOperationException("not verified");
            },
            null,
            1,
            "starts/s");
    }

    private (SqliteStateDatabase State, ConsensusCache Atxs) Written(uint last, bool decided)
    {
        var sample = new MeshSample(PerLayer);
        string folder = Directory.CreateTempSubdirectory("spacemesh-bench-").FullName;
        _folders.Add(folder);
        var state = SqliteStateDatabase.Open(new DatabaseOptions { Path = Path.Combine(folder, "state.sql") }, default, NullLogger.Instance);
        _open.Add(state);
        sample.Write(state, last, decided);
        return (state, sample.Atxs(last));
    }
}
