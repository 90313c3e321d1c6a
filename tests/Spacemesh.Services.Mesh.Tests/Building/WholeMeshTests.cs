using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Proposals;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Building;
using Spacemesh.Services.Mesh.Intake;
using Spacemesh.Services.Mesh.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Services.Mesh.Tests.Building;

/// <summary>A node that builds for four identities and takes its own proposals in, with the real votes, pool, rules and mesh.</summary>
public sealed class WholeMeshTests : IGossip, ISigners, IBeaconBallots, IDisposable
{
    private const uint LayersPerEpoch = 5;
    private const uint Hdist = 4;
    private static readonly Beacon Beacon = Beacon.FromBytes([7, 7, 7, 7]);

    private readonly VirtualScheduler _scheduler = new();
    private readonly MemoryStateDatabase _state = new();
    private readonly MemoryLocalDatabase _local = new();
    private readonly ConsensusCache _atxs = new();
    private readonly SyncedNode _sync = new();
    private readonly RecordedEvents _events = new();
    private readonly List<BuilderWorld.TestSigner> _signers = [];
    private readonly List<(Proposal Proposal, Verdict Verdict)> _taken = [];
    private readonly List<Beacon> _beacons = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly MeshCore _core;
    private readonly MeshIntakes _intakes;
    private readonly ProposalBuilder _builder;

    public WholeMeshTests()
    {
        var network = new NetworkParameters
        {
            LayersPerEpoch = LayersPerEpoch,
            LayerDuration = TimeSpan.FromSeconds(1),
            GenesisTime = _scheduler.UtcNow,
            GoldenAtx = AtxId.FromBytes([0xff, .. new byte[31]]),
            AddressPrefix = "stest",
        };
        var clock = new LayerClock(network, _scheduler.TimeProvider);
        for (byte smesher = 1; smesher <= 4; smesher++)
            AddIdentity(smesher);
        var options = new ProposalOptions { LayerSize = 10, Hdist = Hdist, MaxExceptions = 100 };
        var work = new InlineWorkPool();
        var fetcher = new RecordedFetches { Answer = (kind, ids) => throw new ObjectFetchException(kind, ids.ToDictionary(id => id, _ => Verdict.Ignore("no peer"))) };
        _core = new MeshCore(new MeshParts
        {
            Tortoise = new TortoiseOptions
            {
                LayersPerEpoch = LayersPerEpoch,
                EffectiveGenesis = network.EffectiveGenesis,
                Hdist = Hdist,
                Zdist = 2,
                WindowSize = 100,
                BadBeaconVoteDelayLayers = LayersPerEpoch,
                LayerSize = 10,
            },
            Pruning = new PruneOptions { SafeDistance = Hdist },
            Clock = clock,
            Time = _scheduler.TimeProvider,
            Work = work,
            State = _state,
            Atxs = _atxs,
            Fetcher = fetcher,
            Events = _events,
            Logs = NullLoggerFactory.Instance,
        });
        _intakes = new MeshIntakes(new IntakeParts
        {
            Options = options,
            Verifier = new EdVerifier(default(ReadOnlySpan<byte>)),
            Clock = clock,
            Time = _scheduler.TimeProvider,
            Work = work,
            State = _state,
            Atxs = _atxs,
            Votes = _core.Votes,
            Mesh = _core.Mesh,
            Proposals = new ProposalStore(3, clock.Current),
            Beacons = this,
            Observer = _core.Votes,
            Fetcher = fetcher,
            Gossip = this,
            Sync = _sync,
            Events = _events,
            Log = NullLogger<MeshIntakes>.Instance,
        });
        var building = new BuilderOptions { PreparationWindow = TimeSpan.FromMilliseconds(500), NetworkDelay = TimeSpan.Zero };
        var sets = new ActiveSetPreparation(building, clock, _scheduler.TimeProvider, _state, _local, _atxs, _sync, work, NullLogger<ActiveSetPreparation>.Instance);
        _builder = new ProposalBuilder(
            options,
            new BuilderPorts
            {
                Clock = clock,
                State = _state,
                Atxs = _atxs,
                Signers = this,
                Sync = _sync,
                Votes = new CountedVotes(_core.Votes),
                Transactions = new PooledTransactions(_core.Pool, ulong.MaxValue, 100, new SeededRandom(1)),
                Gossip = this,
                Events = _events,
                Pool = work,
            },
            sets,
            NullLogger<ProposalBuilder>.Instance);
    }

    IReadOnlyList<ISigner> ISigners.All => _signers;

    [Fact]
    public void Own_proposals_are_taken_in_counted_and_built_upon()
    {
        const uint Last = 24;
        _scheduler.Start(() => _builder.RunAsync(_stop.Token), "builder");
        for (uint layer = 10; layer <= Last; layer++)
        {
            // The hare ends half a second after the proposals, with a block that holds nothing.
            _scheduler.RunFor(TimeSpan.FromSeconds(layer + 0.5) - _scheduler.Elapsed);
            var block = new Block(new LayerId(layer), 0, default, default);
            Await.Now(_core.Mesh.AddBlockAsync(block, CancellationToken.None));
            Await.Now(_core.Mesh.ProcessHareOutputAsync(new LayerId(layer), block.ComputeId(), executed: false, CancellationToken.None));
        }

        Assert.All(_taken, taken => Assert.True(taken.Verdict.IsAccept, taken.Verdict.ToString()));
        Assert.InRange(_taken.Count, (int)(Last - 9) * 2, (int)(Last - 9) * 4);
        Assert.All(_beacons, beacon => Assert.Equal(Beacon, beacon));
        for (uint layer = 10; layer <= Last; layer++)
            Assert.Equal(_taken.Count(taken => taken.Proposal.Inner.Ballot.Inner.Layer.Value == layer), _state.Ballots.InLayer(new LayerId(layer)).Count);

        // Everything is good: one reference ballot an identity and epoch, all earlier layers verified, their opinion named.
        foreach (var own in _taken.Select(taken => taken.Proposal.Inner.Ballot).GroupBy(ballot => (ballot.SmesherId, ballot.Inner.Layer.Value / LayersPerEpoch)))
            Assert.Single(own, ballot => ballot.Inner.EpochData is not null);
        Assert.Equal(new LayerId(Last - 1), _core.Votes.LatestVerified);
        Assert.False(_core.Votes.IsFull);
        foreach (var (proposal, _) in _taken.Where(taken => taken.Proposal.Inner.Ballot.Inner.Layer.Value > 10))
            Assert.Equal(_state.Layers.AggregatedHash(proposal.Inner.Ballot.Inner.Layer.Sub(1)), proposal.Inner.MeshHash);
    }

    IDisposable IGossip.Subscribe(string topic, GossipHandler handler, int concurrency) => throw new NotSupportedException();

    /// <summary>The own handler judges an own message before it goes out.</summary>
    async Task IGossip.PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var verdict = await _intakes.JudgeProposalAsync(default, message, cancellationToken);
        _taken.Add((Scale.Decode<Proposal>(message.Span), verdict));
        if (!verdict.IsAccept)
            throw new GossipRefusedException(topic, verdict);
    }

    void IBeaconBallots.BallotAccepted(EpochId epoch, BallotId ballot, Beacon beacon, Fixed weight, int eligibilities) => _beacons.Add(beacon);

    public void Dispose()
    {
        _stop.Dispose();
        foreach (var signer in _signers)
            signer.Dispose();
        _local.Dispose();
        _state.Dispose();
    }

    private void AddIdentity(byte number)
    {
        byte[] key = new byte[64];
        key[0] = number;
        Ed25519.PublicKey(key.AsSpan(0, 32)).CopyTo(key.AsSpan(32));
        var signer = new BuilderWorld.TestSigner(new EdSigner(key, default(ReadOnlySpan<byte>)));
        _signers.Add(signer);
        _atxs.Register(signer.NodeId);
        for (byte epoch = 1; epoch <= 5; epoch++)
        {
            var atx = BuilderWorld.Atx(AtxId.FromBytes([epoch, number, .. new byte[30]]), signer.NodeId, new EpochId(epoch), 1, 100, 777, 1);
            _state.Atxs.Add(atx, new AtxBlob(AtxVersion.V1, default));
            _state.Beacons.Add(new EpochId(epoch), Beacon);
        }
    }
}
