#pragma warning disable VSTHRD002 // A benchmark's operation is synchronous.
using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Bench.Smeshing;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Proposals;
using Spacemesh.Proposals.Building;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh;
using Spacemesh.Services.Mesh.Intake;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Bench.Network;

/// <summary>
/// A layer of 1,000 proposals, each of another identity and the first of its epoch: decoded, three kinds of signatures checked, votes decoded
/// and counted, stored in a file database. Once straight into the intake, once through the gossip of two nodes over loopback, both ends counted.
/// </summary>
public sealed class ProposalLoadBenchmarks : BenchmarkSuite, IDisposable
{
    private const int PerLayer = 1000;
    private const int Identities = 1500;
    private const uint Epoch = 2;
    private const uint LayersPerEpoch = 4;
    private const uint LayerSize = 2000;
    private const ulong Weight = 100;
    private const uint Slots = LayerSize * LayersPerEpoch / Identities;

    private static readonly Beacon EpochBeacon = Beacon.FromBytes([1, 2, 3, 4]);
    private static readonly NetworkParameters Rules = new()
    {
        LayersPerEpoch = LayersPerEpoch,
        LayerDuration = TimeSpan.FromMinutes(5),
        GenesisTime = DateTimeOffset.UnixEpoch,
        GoldenAtx = AtxId.FromBytes([.. Enumerable.Repeat((byte)9, 32)]),
        AddressPrefix = "stest",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("proposal-bench-").FullName;
    private readonly List<EdSigner> _signers = [];
    private readonly List<byte[]> _messages = [];
    private int _copies;

    public override string Part => "network";

    private static LayerId First => new(Epoch * LayersPerEpoch);

    private EpochActiveSet Set { get; set; } = null!;

    public override IEnumerable<Benchmark> Benchmarks()
    {
        yield return new Benchmark($"Layer of {PerLayer:N0} proposals, straight into the intake", () => Measured(Judge), null, PerLayer, "proposals/s") { Prepare = Prepare };
        yield return new Benchmark($"Layer of {PerLayer:N0} proposals, through the gossip of two nodes", () => Measured(Gossip), null, PerLayer, "proposals/s") { Prepare = Prepare };
    }

    public void Dispose()
    {
        _signers.ForEach(signer => signer.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    private static AtxId AtxOf(int index)
    {
        byte[] id = new byte[32];
        BinaryPrimitives.WriteInt32BigEndian(id, index + 1);
        return AtxId.FromBytes(id);
    }

    private void Prepare()
    {
        if (_messages.Count > 0)
            return;
        for (int i = 0; i < Identities; i++)
        {
            byte[] key = new byte[Ed25519.PrivateKeySize];
            byte[] seed = new byte[Ed25519.SeedSize];
            BinaryPrimitives.WriteInt32BigEndian(seed, i + 1);
            Ed25519.ExpandSeed(seed, key);
            _signers.Add(new EdSigner(key, Rules.GenesisId));
        }

        Set = new EpochActiveSet(new EpochId(Epoch), Enumerable.Range(0, Identities).Select(AtxOf).ToScaleList());
        using var world = Open();
        world.Core.Votes.TallyVotes(First);
        if (!world.Core.Votes.TryEncodeVotes(First, out var opinion, out string? failure))
            throw new InvalidOperationException(failure);
        for (int i = 0; i < Identities && _messages.Count < PerLayer; i++)
        {
            using var vrf = _signers[i].CreateVrfSigner();
            var proofs = SlotDraw.Of(Rules, new EpochId(Epoch), EpochBeacon, 1, Slots, message => vrf.Prove(message)).Of(First);
            if (proofs.IsEmpty)
                continue;
            var draft = new ProposalDraft { Layer = First, Atx = AtxOf(i), Opinion = opinion, Proofs = proofs, EpochData = new EpochData(Set.ComputeHash(), EpochBeacon, Slots) };
            var signer = _signers[i];
            _messages.Add(Scale.Encode(draft.Sign(signer.NodeId, bytes => signer.Sign(SigningDomain.Ballot, bytes), bytes => signer.Sign(SigningDomain.Proposal, bytes))));
        }

        if (_messages.Count < PerLayer)
            throw new InvalidOperationException($"only {_messages.Count} identities have a slot in the layer");
    }

    private World Open() => new(Path.Combine(_folder, $"state-{_copies++}.sql"), _signers, Set);

    private void Judge()
    {
        using var world = Open();
        Task.Run(() => Task.WhenAll(_messages.Select(message => Accept(world.Intakes.JudgeProposalAsync(new PeerId("peer"), message, default))))).GetAwaiter().GetResult();
    }

    private static async Task Accept(ValueTask<Verdict> judged)
    {
        if (await judged is { IsAccept: false } verdict)
            throw new InvalidOperationException(verdict.Reason);
    }

    private void Gossip()
    {
        using var world = Open();
        using var pair = new LoopbackPair(world.State);
        Task.Run(() => GossipAsync(world, pair)).GetAwaiter().GetResult();
    }

    private async Task GossipAsync(World world, LoopbackPair pair)
    {
        int left = PerLayer;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var sender = pair.Server.Gossip.Subscribe(GossipTopics.Proposal, (_, _, _) => ValueTask.FromResult(Verdict.Accept), PerLayer);
        using var receiver = pair.Client.Gossip.Subscribe(
            GossipTopics.Proposal,
            async (from, message, cancellationToken) =>
            {
                var verdict = await world.Intakes.JudgeProposalAsync(from, message, cancellationToken);
                if (!verdict.IsAccept)
                    done.TrySetException(new InvalidOperationException(verdict.Reason));
                else if (Interlocked.Decrement(ref left) == 0)
                    done.TrySetResult();
                return verdict;
            },
            PerLayer);
        // The two find each other with a heartbeat.
        await Task.Delay(TimeSpan.FromSeconds(3));
        foreach (byte[] message in _messages)
            await pair.Server.Gossip.PublishAsync(GossipTopics.Proposal, message);
        await done.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    private static void Measured(Action layer)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        long began = Stopwatch.GetTimestamp();
        layer();
        var took = Stopwatch.GetElapsedTime(began);
        process.Refresh();
        Console.Error.WriteLine($"a layer of {PerLayer} proposals: {(process.TotalProcessorTime - cpu).TotalSeconds:F2} s CPU, {took.TotalSeconds:F2} s by the clock; peak memory {process.PeakWorkingSet64 >> 20} MiB");
    }

    /// <summary>A node that knows all identities and waits in the layer.</summary>
    private sealed class World : IDisposable
    {
        private readonly WorkPool _work = new(new WorkPoolOptions { Parallelism = Environment.ProcessorCount });

        public World(string path, IReadOnlyList<EdSigner> signers, EpochActiveSet set)
        {
            State = AtxBenchmarks.Open(path);
            State.ActiveSets.Add(set.ComputeHash(), set);
            var quiet = new QuietPorts();
            var time = new StandingTime(Rules.StartOf(First));
            var clock = new LayerClock(Rules, time);
            var atxs = new ConsensusCache();
            Core = new MeshCore(new MeshParts
            {
                Tortoise = new TortoiseOptions { LayersPerEpoch = LayersPerEpoch, EffectiveGenesis = Rules.EffectiveGenesis, Hdist = 4, Zdist = 2, BadBeaconVoteDelayLayers = 4 },
                Pruning = new PruneOptions { SafeDistance = 4 },
                Clock = clock,
                Time = time,
                Work = _work,
                State = State,
                Atxs = atxs,
                Fetcher = quiet,
                Events = quiet,
                Logs = NullLoggerFactory.Instance,
            });
            for (int i = 0; i < signers.Count; i++)
            {
                var entry = new AtxEntry(AtxOf(i), signers[i].NodeId, default, Weight, 0, 10, 1);
                atxs.TryAdd(new EpochId(Epoch), entry, malicious: false);
                Core.Votes.AtxAccepted(new EpochId(Epoch), entry);
            }

            Core.Votes.BeaconChosen(new EpochId(Epoch), EpochBeacon);
            Intakes = new MeshIntakes(new IntakeParts
            {
                Options = new ProposalOptions { LayerSize = LayerSize, Hdist = 4, MaxExceptions = 10 },
                Verifier = new EdVerifier(Rules.GenesisId),
                Clock = clock,
                Time = time,
                Work = _work,
                State = State,
                Atxs = atxs,
                Votes = Core.Votes,
                Mesh = Core.Mesh,
                Proposals = new ProposalStore(4, First.Sub(1)),
                Beacons = new NoBeacons(),
                Observer = quiet,
                Fetcher = quiet,
                Gossip = quiet,
                Sync = quiet,
                Events = quiet,
                Log = NullLogger<MeshIntakes>.Instance,
            });
        }

        public SqliteStateDatabase State { get; }

        public MeshCore Core { get; }

        public MeshIntakes Intakes { get; }

        public void Dispose()
        {
            _work.DisposeAsync().AsTask().GetAwaiter().GetResult();
            State.Dispose();
        }
    }

    private sealed class NoBeacons : IBeaconBallots
    {
        public void BallotAccepted(EpochId epoch, BallotId ballot, Beacon declared, Fixed weightPerSlot, int proofs)
        {
        }
    }

    private sealed class StandingTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
