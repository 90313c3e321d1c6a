using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Hare;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Proposals;
using Spacemesh.Proposals.Building;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Intake;
using Spacemesh.Storage.Memory;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Services.Mesh.Tests.Support;

/// <summary>A node's intakes over real rules, votes and stores, with a smesher that can make valid proposals.</summary>
internal sealed class IntakeWorld : IDisposable, IBeaconBallots, IChainObserver
{
    public const uint Epoch = 2;
    private const uint LayersPerEpoch = 4;
    private const ulong Weight = 100;
    private static readonly Beacon EpochBeacon = Beacon.FromBytes([1, 2, 3, 4]);

    private readonly byte[] _key = new byte[64];
    private readonly EdSigner _signer;
    private readonly VrfSigner _vrf;
    private readonly NetworkParameters _network;
    private readonly AtxId _atx = AtxId.FromBytes([.. Enumerable.Repeat((byte)7, 32)]);
    private readonly SlotDraw _draw;

    public IntakeWorld()
    {
        BinaryPrimitives.WriteUInt32BigEndian(_key, 1);
        var publicKey = Ed25519.PublicKey(_key.AsSpan(0, 32));
        NodeId.Span(in publicKey).CopyTo(_key.AsSpan(32));
        _network = new NetworkParameters
        {
            LayersPerEpoch = LayersPerEpoch,
            LayerDuration = TimeSpan.FromMinutes(5),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = AtxId.FromBytes([.. Enumerable.Repeat((byte)9, 32)]),
            AddressPrefix = "stest",
        };
        _signer = new EdSigner(_key, _network.GenesisId);
        _vrf = _signer.CreateVrfSigner();
        Set = new EpochActiveSet(new EpochId(Epoch), new[] { _atx }.ToScaleList());
        // One identity has all slots: each layer has some.
        _draw = SlotDraw.Of(_network, new EpochId(Epoch), EpochBeacon, 1, Slots, message => _vrf.Prove(message));
        Time = new ManualTime(_network.StartOf(First));
        Core = new MeshCore(new MeshParts
        {
            Tortoise = new TortoiseOptions { LayersPerEpoch = LayersPerEpoch, EffectiveGenesis = _network.EffectiveGenesis, Hdist = 4, Zdist = 2, BadBeaconVoteDelayLayers = 4 },
            Pruning = new PruneOptions { SafeDistance = 4 },
            Clock = new LayerClock(_network, Time),
            Time = Time,
            Work = new InlineWorkPool(),
            State = State,
            Atxs = Atxs,
            Fetcher = Fetches,
            Events = Events,
            Logs = NullLoggerFactory.Instance,
        });
        var entry = new AtxEntry(_atx, Smesher, default, Weight, 0, 10, 1);
        Atxs.TryAdd(new EpochId(Epoch), entry, malicious: false);
        Core.Votes.AtxAccepted(new EpochId(Epoch), entry);
        Core.Votes.BeaconChosen(new EpochId(Epoch), EpochBeacon);
        Proposals = new ProposalStore(4, First.Sub(1));
        Intakes = new MeshIntakes(new IntakeParts
        {
            Options = new ProposalOptions { LayerSize = LayerSize, Hdist = 4, MaxExceptions = 10 },
            Verifier = new EdVerifier(_network.GenesisId),
            Clock = new LayerClock(_network, Time),
            Time = Time,
            Work = new InlineWorkPool(),
            State = State,
            Atxs = Atxs,
            Votes = Core.Votes,
            Mesh = Core.Mesh,
            Proposals = Proposals,
            Beacons = this,
            Observer = this,
            Fetcher = Fetches,
            Gossip = Gossip,
            Sync = Sync,
            Events = Events,
            Log = NullLogger<MeshIntakes>.Instance,
        });
        Blocks = new BlockEntry(new LayerClock(_network, Time), State, Core.Votes, Core.Mesh, Fetches);
        Transactions = new TransactionIntake(Core.Vm, State, Core.Pool, Gossip, Sync, new InlineWorkPool(), Time);
    }

    /// <summary>The first layer of the epoch, which runs.</summary>
    public static LayerId First => new(Epoch * LayersPerEpoch);

    public static PeerId Peer { get; } = new("peer");

    public EpochActiveSet Set { get; }

    public MeshCore Core { get; }

    public MeshIntakes Intakes { get; }

    public BlockEntry Blocks { get; }

    public TransactionIntake Transactions { get; }

    public MemoryStateDatabase State { get; } = new();

    public ConsensusCache Atxs { get; } = new();

    public ProposalStore Proposals { get; }

    public RecordedFetches Fetches { get; } = new();

    public RecordedGossip Gossip { get; } = new();

    public RecordedEvents Events { get; } = new();

    public SyncedNode Sync { get; } = new();

    public ManualTime Time { get; }

    public NodeId Smesher => _signer.NodeId;

    public List<(Beacon Beacon, int Proofs)> Beacons { get; } = [];

    public List<NodeId> Malicious { get; } = [];

    private static uint LayerSize => 5;

    private static uint Slots => LayerSize * LayersPerEpoch;

    public void StoreSet() => State.ActiveSets.Add(Set.ComputeHash(), Set);

    /// <summary>A valid first proposal of the epoch in its first layer.</summary>
    public Proposal Propose(Hash32 meshHash = default, ScaleList<TransactionId> transactions = default, Func<ProposalDraft, ProposalDraft>? change = null)
    {
        Core.Votes.TallyVotes(First);
        Assert.True(Core.Votes.TryEncodeVotes(First, out var opinion, out string? failure), failure);
        var draft = new ProposalDraft
        {
            Layer = First,
            Atx = _atx,
            Opinion = opinion!,
            Proofs = _draw.Of(First),
            EpochData = new EpochData(Set.ComputeHash(), EpochBeacon, Slots),
            Transactions = transactions,
            MeshHash = meshHash,
        };
        return Sign(change?.Invoke(draft) ?? draft);
    }

    public Proposal Sign(ProposalDraft draft) => draft.Sign(Smesher, bytes => _signer.Sign(SigningDomain.Ballot, bytes), bytes => _signer.Sign(SigningDomain.Proposal, bytes));

    public Verdict Gossiped(Proposal proposal, PeerId? from = null) =>
        Await.Now(Intakes.JudgeProposalAsync(from ?? Peer, Scale.Encode(proposal), default).AsTask());

    public Verdict Fetched(Proposal proposal) =>
        Await.Now(Intakes.TakeProposalAsync(new ReceivedObject(proposal.ComputeId().ToHash32(), Peer, Scale.Encode(proposal)), default).AsTask());

    public Verdict Fetched(Ballot ballot) =>
        Await.Now(Intakes.TakeBallotAsync(new ReceivedObject(ballot.ComputeId().ToHash32(), Peer, Scale.Encode(ballot)), default).AsTask());

    public Verdict Fetched(EpochActiveSet set) =>
        Await.Now(Intakes.TakeActiveSetAsync(new ReceivedObject(set.ComputeHash(), Peer, Scale.Encode(set)), default).AsTask());

    public void Dispose()
    {
        _signer.Dispose();
        _vrf.Dispose();
        State.Dispose();
    }

    void IBeaconBallots.BallotAccepted(EpochId epoch, BallotId ballot, Beacon declared, Fixed weightPerSlot, int proofs) => Beacons.Add((declared, proofs));

    void IChainObserver.AtxAccepted(EpochId target, in AtxEntry atx)
    {
    }

    void IChainObserver.IdentityMalicious(NodeId identity)
    {
        Malicious.Add(identity);
        Core.Votes.IdentityMalicious(identity);
    }

    void IChainObserver.BeaconChosen(EpochId epoch, Beacon beacon)
    {
    }
}
