using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Services.Mesh.Execution;
using Spacemesh.Services.Mesh.Intake;
using Spacemesh.Services.Mesh.Pool;
using Spacemesh.Storage.Memory;
using Spacemesh.Tortoise;
using Spacemesh.TxPool.State;
using Spacemesh.Vm;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Mesh.Campaign.World;

/// <summary>
/// A node below the network: vote counting, mesh, executor and pool over a database in memory. What its intakes would have checked is
/// taken as checked.
/// </summary>
internal sealed class MeshNode : IDisposable, IEventSink, IObjectFetcher, IChainObserver
{
    private readonly NetworkParameters _network;
    private readonly TortoiseOptions _options;
    private readonly MemoryStateDatabase _state = new();
    private readonly HashSet<BallotId> _refused = [];
    private ConsensusCache _atxs = new();
    private BallotEntry _ballots = null!;

    public MeshNode(string name, NetworkParameters network, TortoiseOptions options)
    {
        Name = name;
        _network = network;
        _options = options;
        Restart(network.EffectiveGenesis);
    }

    public string Name { get; }

    public VoteCounter Votes { get; private set; } = null!;

    public MeshService Mesh { get; private set; } = null!;

    public IStateStores State => _state;

    /// <summary>Ballots that could not be counted when they came.</summary>
    public int Refused => _refused.Count;

    /// <summary>Why the last of them was not counted.</summary>
    public string LastRefusal { get; private set; } = "";

    public bool HasBlock(BlockId block) => _state.Blocks.Contains(block);

    public bool HasHareOutput(LayerId layer) => _state.Certificates.InLayer(layer).Count > 0;

    public BlockId? HareOutput(LayerId layer) => _state.Certificates.HareOutput(layer);

    /// <summary>Forgets everything but the database.</summary>
    public void Restart(LayerId current)
    {
        var applied = MeshService.PrepareState(_state, _network);
        _refused.Clear();
        _atxs = new ConsensusCache();
        ConsensusWarmUp.Run(_state, _network, _options.WindowEpochs(applied), _atxs);
        Votes = VoteCounter.Recover(_options, _atxs, _state, current);
        var pool = new TransactionPool(_state, TxPoolOptions.Default, this);
        var executor = new LayerExecutor(new VirtualMachine(VmOptions.For(_network, ulong.MaxValue)), _network, _state, _atxs, pool, new InlineWorkPool(), this);
        Mesh = new MeshService(_network, _state, Votes, executor, pool, this, this, NullLogger<MeshService>.Instance);
        _ballots = new BallotEntry(_state, _atxs, Votes, this, FrozenTime.Instance, NodeInstruments.Unheard.Ballots);
    }

    public void AddAtx(Smesher smesher, uint epoch)
    {
        var target = new EpochId(epoch);
        var id = smesher.AtxOf(epoch);
        ulong baseHeight = epoch * Smesher.Ticks;
        var record = new AtxRecord
        {
            Id = id,
            PublishEpoch = target.Sub(1),
            EffectiveUnits = Smesher.Units,
            VrfNonce = 1,
            BaseTickHeight = baseHeight,
            TickCount = Smesher.Ticks,
            Smesher = smesher.Id,
            Coinbase = smesher.Coinbase,
            ReceivedNanoseconds = 1,
            Weight = Smesher.Units * Smesher.Ticks,
        };
        _state.Atxs.Add(record, new AtxBlob(AtxVersion.V1, new ScaleBytes(AtxId.Span(in id).ToArray())));
        var entry = AtxEntry.Create(id, smesher.Id, smesher.Coinbase, Smesher.Units, baseHeight, Smesher.Ticks, 1);
        if (_atxs.TryAdd(target, entry, malicious: false))
            Votes.AtxAccepted(target, entry);
    }

    public void SetBeacon(uint epoch, Beacon beacon)
    {
        _state.Beacons.Set(new EpochId(epoch), beacon);
        Votes.BeaconChosen(new EpochId(epoch), beacon);
    }

    public bool Has(BallotId ballot) => Votes.TryGetBallot(ballot, out _) || _refused.Contains(ballot) || _state.Ballots.Contains(ballot);

    /// <summary>Takes a ballot whose base and reference it has.</summary>
    public void Take(SentBallot sent)
    {
        var ballot = TortoiseBallot.Of(sent.Ballot, _atxs.IsMalicious(sent.Ballot.SmesherId)) with { Id = sent.Id };
        var fault = Votes.DecodeBallot(ballot, out var decoded) ?? _ballots.Add(sent.Ballot, sent.Id, decoded!, out _, out _);
        if (fault is null)
            return;
        _refused.Add(sent.Id);
        LastRefusal = fault.Message;
    }

    /// <summary>Our vote in a layer, as the proposal builder asks for it; null where there is none.</summary>
    public Opinion? Vote(LayerId layer)
    {
        Votes.TallyVotes(layer);
        return Votes.TryEncodeVotes(layer, out var opinion, out _) ? opinion : null;
    }

    public void AddBlock(Block block) => Now(Mesh.AddBlockAsync(block));

    /// <summary>Takes hare's output and processes the layer; the blocks that are missing, if any.</summary>
    public IReadOnlyList<BlockId> Output(LayerId layer, BlockId? block)
    {
        try
        {
            Now(Mesh.ProcessHareOutputAsync(layer, block, executed: false));
            return [];
        }
        catch (MissingBlocksException exception)
        {
            return exception.Blocks;
        }
    }

    /// <summary>Processes a layer as sync does; the blocks that are missing, if any.</summary>
    public IReadOnlyList<BlockId> Process(LayerId layer)
    {
        try
        {
            Now(Mesh.ProcessLayerAsync(layer));
            return [];
        }
        catch (MissingBlocksException exception)
        {
            return exception.Blocks;
        }
    }

    /// <summary>Takes over a certificate; its block is here.</summary>
    public void Certify(LayerId layer, BlockId block)
    {
        _state.Certificates.Add(layer, new Certificate(block, default));
        Mesh.NoteCertified(layer, block);
    }

    /// <summary>What the node made of a layer, in one line.</summary>
    public string Outcome(LayerId layer)
    {
        var row = _state.Layers.Find(layer);
        return $"{layer}: block {row?.AppliedBlock?.ToHex() ?? "-"} opinion {row?.AggregatedHash?.ToHex() ?? "-"} state {row?.StateHash?.ToHex() ?? "-"}";
    }

    public void Dispose() => _state.Dispose();

    void IEventSink.Publish(NodeEvent happened)
    {
    }

    Task IObjectFetcher.FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken) => Task.CompletedTask;

    void IObjectFetcher.Hint(PeerId peer, IEnumerable<Hash32> ids)
    {
    }

    void IChainObserver.AtxAccepted(EpochId target, in AtxEntry atx)
    {
    }

    void IChainObserver.IdentityMalicious(NodeId identity) => Votes.IdentityMalicious(identity);

    void IChainObserver.BeaconChosen(EpochId epoch, Beacon beacon)
    {
    }

    private static void Now(Task task)
    {
        if (!task.IsCompleted)
            throw new InvalidOperationException("The mesh waits for something, though nothing here does.");
#pragma warning disable VSTHRD002 // The task is complete.
        task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    private sealed class FrozenTime : TimeProvider
    {
        public static readonly FrozenTime Instance = new();

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(1);
    }
}
