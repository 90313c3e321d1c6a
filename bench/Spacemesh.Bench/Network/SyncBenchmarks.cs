#pragma warning disable VSTHRD002 // A benchmark's operation is synchronous.
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Bench.Smeshing;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Net.Fetching;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Services.Sync;
using Spacemesh.Services.Sync.Atxs;
using Spacemesh.Services.Sync.Layers;
using Spacemesh.Services.Sync.Peers;
using Spacemesh.Storage.Memory;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Bench.Network;

/// <summary>
/// What a node that joins gets from one peer over loopback (spec 11 §11): the CPU time of both ends counts. The chain is made when the
/// first of them runs. What a rate does not tell (time by the clock, bytes, memory) goes to standard error.
/// </summary>
public sealed class SyncBenchmarks : BenchmarkSuite, IDisposable
{
    private const int Epochs = 20;
    private const int AtxsPerEpoch = 2000;
    private const int Layers = 400;
    private const int BallotsPerLayer = 50;

    private readonly string _folder = Directory.CreateTempSubdirectory("sync-bench-").FullName;
    private readonly SyntheticAtxs _atxs = new(0, 2);
    private readonly List<SyntheticAtxs.Round> _rounds = [];
    private readonly Lazy<LoopbackPair> _pair;
    private SqliteStateDatabase? _served;
    private long _atxBytes;
    private long _ballotBytes;
    private int _copies;

    public SyncBenchmarks() => _pair = new Lazy<LoopbackPair>(() => new LoopbackPair(Prepare()));

    public override string Part => "network";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(new byte[Ed25519.SeedSize], key);
        byte[] message = new byte[320];
        byte[] signature = Ed25519.Sign(key, message).ToArray();
        var ed = Yardstick.InProcess("ED", () => Libsodium.Verify(signature, message, key.AsSpan(32)));
        foreach (var (size, reference) in ((int, double)[])[(10, 1.16), (100, 1.61)])
            yield return new Benchmark($"Blobs of ATXs, hs/1 requests of {size}", () => AskBlobs(size), ed, AtxsPerEpoch, "blobs/s", reference);
        yield return new Benchmark(
            "Fetch of ATXs from one peer: listed, fetched, decoded, signature, stored", () => SyncAtxs(epochs: 1, SignedIntake), ed, AtxsPerEpoch, "ATX/s", 0.107);
        yield return new Benchmark(
            $"Sync of {Epochs} epochs × {AtxsPerEpoch} ATXs: listed, fetched, decoded, stored", () => SyncAtxs(Epochs, StoringIntake), ed, Epochs * AtxsPerEpoch, "ATX/s");
        yield return new Benchmark(
            $"Sync of {Epochs} epochs × {AtxsPerEpoch} ATXs, all rules checked but PoST", () => SyncAtxs(Epochs, FullIntake), ed, Epochs * AtxsPerEpoch, "ATX/s");
        yield return new Benchmark($"Sync of layers of {BallotsPerLayer} ballots: listed, fetched, decoded, stored", SyncLayers, null, Layers, "layers/s");
    }

    public void Dispose()
    {
        if (_pair.IsValueCreated)
            _pair.Value.Dispose();
        _served?.Dispose();
        _atxs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private SqliteStateDatabase Prepare()
    {
        _served = AtxBenchmarks.Open(Path.Combine(_folder, "served.sql"));
        using (var transaction = _served.Begin())
        {
            using var many = new SyntheticAtxs(AtxsPerEpoch, scryptN: 2);
            for (uint epoch = 1; epoch <= Epochs; epoch++)
            {
                var round = many.Make(epoch, _rounds.Count == 0 ? null : [.. _rounds[^1].Atxs.Select(atx => atx.Id)]);
                _rounds.Add(round);
                foreach (var (_, blob) in round.Atxs)
                {
                    Store(transaction, blob);
                    _atxBytes += blob.Length + AtxId.Size;
                }
            }

            for (uint layer = 0; layer < Layers; layer++)
            {
                for (int i = 0; i < BallotsPerLayer; i++)
                {
                    var ballot = BallotOf(layer, i);
                    transaction.Ballots.Add(ballot.ComputeId(), ballot);
                    _ballotBytes += Scale.Encode(ballot).Length + BallotId.Size;
                }
            }

            transaction.Commit();
        }

        return _served;
    }

    private static Ballot BallotOf(uint layer, int number)
    {
        var id = Blake3.Hash([.. BitConverter.GetBytes(layer), .. BitConverter.GetBytes(number)]);
        return new Ballot(
            new InnerBallot(new LayerId(layer), new AtxId(id.Value), id, default, null), default, new NodeId(id.Value), new Votes(default, default, default, default), default, default);
    }

    private static bool Stored(IStateStores state, ReadOnlyMemory<byte> blob)
    {
        Store(state, blob);
        return true;
    }

    private static void Store(IStateStores state, ReadOnlyMemory<byte> blob)
    {
        var atx = Scale.Decode<ActivationTxV1>(blob.Span);
        var record = new AtxRecord
        {
            Id = atx.ComputeId(),
            PublishEpoch = atx.Inner.Challenge.PublishEpoch,
            EffectiveUnits = 1,
            VrfNonce = 0,
            BaseTickHeight = 0,
            TickCount = 1,
            Smesher = atx.SmesherId,
            Coinbase = default,
            ReceivedNanoseconds = 1,
            Weight = 1,
        };
        state.Atxs.Add(record, new AtxBlob(AtxVersion.V1, new ScaleBytes(blob)));
    }

    private void AskBlobs(int size)
    {
        var pair = _pair.Value;
        var requests = _rounds[0].Atxs.Chunk(size).Select(chunk => new RequestBatch(default, [.. chunk.Select(atx => new RequestMessage("ATXDB", new Hash32(atx.Id.Value)))])).ToList();
        // As many at a time as the server lets through in a second.
        foreach (var some in requests.Chunk(100))
            Task.WhenAll(some.Select(batch => pair.Requests.RequestAsync(pair.Served, new PeerRequest(PeerProtocols.Objects, Scale.Encode(batch))))).GetAwaiter().GetResult();
    }

    /// <summary>The intake that stores what decodes.</summary>
    private static ObjectIntake StoringIntake(SqliteStateDatabase state, ILabelEngine labels)
    {
        // As the node's own intake writes.
        var writes = new SharedTransactions(state);
        return async (received, cancellationToken) =>
        {
            await writes.RunAsync(transaction => (true, Stored(transaction, received.Bytes)), cancellationToken);
            return Verdict.Accept;
        };
    }

    /// <summary>The intake that the reference was measured with: signatures are checked too.</summary>
    private static ObjectIntake SignedIntake(SqliteStateDatabase state, ILabelEngine labels)
    {
        var verifier = new EdVerifier(SyntheticAtxs.Network.GenesisId);
        var writes = new SharedTransactions(state);
        return async (received, cancellationToken) =>
        {
            var atx = Scale.Decode<ActivationTxV1>(received.Bytes.Span);
            if (!verifier.Verify(SigningDomain.Atx, atx.SmesherId, atx.SignedBytes(), atx.Signature))
                return Verdict.Reject("signature");
            await writes.RunAsync(transaction => (true, Stored(transaction, received.Bytes)), cancellationToken);
            return Verdict.Accept;
        };
    }

    /// <summary>The node's own intake, with PoST proofs taken for good.</summary>
    private ObjectIntake FullIntake(SqliteStateDatabase state, ILabelEngine labels)
    {
        foreach (var round in _rounds)
            round.StorePoet(state);
        return AtxBenchmarks.Intake(_atxs, state, null, new InlineWorkPool(), labels, int.MaxValue).ReceiveAsync;
    }

    private void SyncAtxs(int epochs, Func<SqliteStateDatabase, ILabelEngine, ObjectIntake> intake)
    {
        var pair = _pair.Value;
        string path = Path.Combine(_folder, $"copy-{_copies++}.sql");
        using (var labels = LabelEngines.Best())
        using (var state = AtxBenchmarks.Open(path))
        {
            var fetcher = pair.Fetcher(state);
            var take = intake(state, labels);
            var (queries, trust) = (new PeerQueries(pair.Requests), new PeerTrust());
            var sync = new AtxSync(new AtxSyncParts
            {
                Options = new AtxSyncOptions(),
                Time = TimeProvider.System,
                Random = SystemRandom.Instance,
                Queries = queries,
                Choice = new PeerChoice(pair.Requests, trust, SystemRandom.Instance),
                Trust = trust,
                Fetcher = fetcher,
                State = state,
                Local = new MemoryLocalDatabase(),
                Log = NullLogger.Instance,
            });
            Measured(epochs * AtxsPerEpoch, "ATXs", _atxBytes * epochs / Epochs, () => Fetch(fetcher, take, async () =>
            {
                for (uint epoch = 1; epoch <= epochs; epoch++)
                    await sync.DownloadAsync(new EpochId(epoch), DateTimeOffset.UnixEpoch, null, CancellationToken.None);
            }));
            if (state.Atxs.Count(new EpochId((uint)epochs)) != AtxsPerEpoch)
                throw new InvalidOperationException("the last epoch is not complete");
        }

        foreach (string file in Directory.EnumerateFiles(_folder, Path.GetFileName(path) + "*"))
            File.Delete(file);
    }

    private void SyncLayers()
    {
        var pair = _pair.Value;
        var state = new MemoryStateDatabase();
        var fetcher = pair.Fetcher(state);
        var (queries, trust) = (new PeerQueries(pair.Requests), new PeerTrust());
        var layers = new LayerDataSync(queries, new PeerChoice(pair.Requests, trust, SystemRandom.Instance), trust, fetcher, state, SilentSyncMeter.Instance, NullLogger.Instance);
        Measured(Layers, "layers", _ballotBytes, () => Fetch(fetcher, TakeBallot, async () =>
        {
            for (uint layer = 0; layer < Layers; layer++)
            {
                var got = await layers.SyncAsync(new LayerId(layer), CancellationToken.None);
                if (got.NewBallots != BallotsPerLayer)
                    throw new InvalidOperationException($"layer {layer}: {got}");
            }
        }));

        ValueTask<Verdict> TakeBallot(ReceivedObject received, CancellationToken cancellationToken)
        {
            var ballot = Scale.Decode<Ballot>(received.Bytes.Span);
            state.Ballots.Add(ballot.ComputeId(), ballot);
            return ValueTask.FromResult(Verdict.Accept);
        }
    }

    private static void Fetch(ObjectFetcher fetcher, ObjectIntake take, Func<Task> body)
    {
        using var stop = new CancellationTokenSource();
        var intakes = new ObjectIntakes
        {
            Atx = take, Ballot = take, Block = take, Proposal = take, BlockTransaction = take, ProposalTransaction = take, PoetProof = take, Malfeasance = take, ActiveSet = take,
        };
        var running = fetcher.RunAsync(intakes, stop.Token);
        Task.Run(body, CancellationToken.None).GetAwaiter().GetResult();
        stop.Cancel();
        try
        {
            running.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private void Measured(int count, string what, long needed, Action body)
    {
        var pair = _pair.Value;
        ulong before = pair.Moved;
        long began = Stopwatch.GetTimestamp();
        body();
        double took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.Error.WriteLine(
            $"{count} {what} in {took:F1} s by the clock: {count / took:F0} a second; {(pair.Moved - before) / 1e6:F1} MB moved for {needed / 1e6:F1} MB needed; peak memory of both ends {process.PeakWorkingSet64 >> 20} MiB");
    }
}
