using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Time;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Activation;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Bench.Smeshing;

/// <summary>
/// ATXs through the intake into a file database, end to end: decode, id, signature, dependencies, rules, PoET membership, PoST, contradictions,
/// store (spec 11 §6). Each operation takes a round of ATXs into a copy of a prepared database; copying and opening it are measured too.
/// </summary>
public sealed class AtxBenchmarks : BenchmarkSuite, IDisposable
{
    private const int ManyIdentities = 1024;
    private const int FewIdentities = 32;
    private const int BurstIdentities = 10_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("atx-bench-").FullName;

    public override string Part => "smeshing";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(new byte[Ed25519.SeedSize], key);
        byte[] message = [.. Enumerable.Repeat((byte)5, 320)];
        byte[] signature = Ed25519.Sign(key, message).ToArray();
        var ed = Yardstick.InProcess("ED", () => Libsodium.Verify(signature, message, key.AsSpan(32)));

        using (var many = new SyntheticAtxs(ManyIdentities, scryptN: 2))
        {
            var (template, chained) = Prepare(many, "many");
            yield return new Benchmark(
                "Chained ATX, PoST check stubbed, 1,024-leaf membership, 140 KB PoET proof, one commit each",
                () => Take(many, template, chained, null),
                ed,
                ManyIdentities,
                "ATX/s",
                0.141);
        }

        using var randomX = Load();
        using var labels = LabelEngines.Best();
        var rx = Yardstick.InProcess("RX", Hashing(randomX));
        using (var few = new SyntheticAtxs(FewIdentities, scryptN: 8192))
        {
            using var verifier = new ProofVerifier(few.Config, labels, randomX);
            var (template, chained) = Prepare(few, "few");
            yield return new Benchmark("Chained ATX with PoST check (K3 = 1, light RandomX, N = 8192)", () => Take(few, template, chained, verifier), rx, FewIdentities, "ATX/s", 0.762);
            var (empty, initial) = PrepareInitial(few, "initial");
            yield return new Benchmark(
                "Initial ATX with both PoST checks (37 indices, then K3 = 1) and the VRF nonce; two RandomX hashes each",
                () => Take(few, empty, initial, verifier),
                rx,
                FewIdentities,
                "ATX/s");
        }

        using (var burst = new SyntheticAtxs(BurstIdentities, scryptN: 2))
        {
            var (empty, initial) = PrepareInitial(burst, "burst");
            yield return new Benchmark(
                "Burst of 10,000 initial ATXs at once, PoST check stubbed, at most 1,000 in work, two threads",
                () => TakeAtOnce(burst, empty, initial),
                ed,
                BurstIdentities,
                "ATX/s");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal static SqliteStateDatabase Open(string path) =>
        SqliteStateDatabase.Open(new DatabaseOptions { Path = path, Readers = 2 }, SyntheticAtxs.Network.GenesisId, NullLogger.Instance);

    internal static AtxIntake Intake(SyntheticAtxs atxs, SqliteStateDatabase database, ProofVerifier? verifier, IWorkPool pool, ILabelEngine labels, int maxPending)
    {
        var quiet = new QuietPorts();
        var time = TimeProvider.System; // genesis was in 1970: every epoch has come
        var ports = new ActivationPorts
        {
            Database = database,
            Cache = new ConsensusCache(),
            Clock = new LayerClock(SyntheticAtxs.Network, time),
            Time = time,
            Fetcher = quiet,
            Gossip = quiet,
            Sync = quiet,
            Post = new BenchPost(verifier),
            ProofPost = new BenchPost(verifier),
            Labels = labels,
            Pool = pool,
            Observer = quiet,
            Events = quiet,
            Signers = quiet,
        };
        var options = new ActivationOptions { Post = atxs.Config, TickSize = atxs.TickSize, MaxPending = maxPending };
        return new AtxIntake(ports, options, new PoetProofIntake(ports, options));
    }

    /// <summary>A database with the initial ATXs and the PoET proofs, and the ATXs that continue them.</summary>
    private (string Template, SyntheticAtxs.Round Chained) Prepare(SyntheticAtxs atxs, string name)
    {
        string path = Path.Combine(_folder, name + ".sql");
        var initial = atxs.Make(1, null);
        var chained = atxs.Make(2, [.. initial.Atxs.Select(atx => atx.Id)]);
        using (var labels = LabelEngines.Best())
        using (var database = Open(path))
        {
            initial.StorePoet(database);
            chained.StorePoet(database);
            TakeAll(Intake(atxs, database, null, new InlineWorkPool(), labels, int.MaxValue), initial);
        }

        return (path, chained);
    }

    private (string Template, SyntheticAtxs.Round Initial) PrepareInitial(SyntheticAtxs atxs, string name)
    {
        string path = Path.Combine(_folder, name + ".sql");
        var initial = atxs.Make(1, null);
        using var database = Open(path);
        initial.StorePoet(database);
        return (path, initial);
    }

    private void Take(SyntheticAtxs atxs, string template, SyntheticAtxs.Round round, ProofVerifier? verifier)
    {
        using var labels = LabelEngines.Best();
        OnCopy(template, database => TakeAll(Intake(atxs, database, verifier, new InlineWorkPool(), labels, int.MaxValue), round));
    }

#pragma warning disable VSTHRD002 // Work runs on this thread; where it does not, the benchmark waits for it.
    private static void TakeAll(AtxIntake intake, SyntheticAtxs.Round round)
    {
        foreach (var (_, blob) in round.Atxs)
            Require(intake.ReceiveAsync(new ReceivedObject(null, new PeerId("peer"), blob), CancellationToken.None).AsTask().GetAwaiter().GetResult());
    }

    private void TakeAtOnce(SyntheticAtxs atxs, string template, SyntheticAtxs.Round round)
    {
        using var labels = LabelEngines.Best();
        OnCopy(template, database => TakeAtOnceAsync(atxs, database, labels, round).GetAwaiter().GetResult());
    }

    private static async Task TakeAtOnceAsync(SyntheticAtxs atxs, SqliteStateDatabase database, ILabelEngine labels, SyntheticAtxs.Round round)
    {
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 2 });
        var intake = Intake(atxs, database, null, pool, labels, 1000);
        var places = new AsyncSemaphore(1000);
        var tasks = round.Atxs.Select(async atx =>
        {
            await places.WaitAsync();
            Require(await intake.ReceiveAsync(new ReceivedObject(null, new PeerId("peer"), atx.Blob), CancellationToken.None));
            places.Release();
        });
        await Task.WhenAll(tasks);
    }

    private static IRandomX Load() =>
        RandomXLoader.LoadAsync(K2Pow.RandomXKey, new RandomXOptions { Implementation = RandomXImplementation.Library }, new InlineWorkPool()).AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    private void OnCopy(string template, Action<SqliteStateDatabase> body)
    {
        string path = Path.Combine(_folder, "copy.sql");
        File.Copy(template, path, overwrite: true);
        using (var database = Open(path))
            body(database);
        foreach (string file in Directory.EnumerateFiles(_folder, "copy.sql*"))
            File.Delete(file);
    }

    private static void Require(Verdict verdict)
    {
        if (!verdict.IsAccept)
            throw new InvalidOperationException($"a measured ATX was not accepted: {verdict}");
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
}
