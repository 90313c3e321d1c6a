using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Beacons;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Consensus.Beacons;
using Spacemesh.Simulation.Network;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Consensus.Tests.Beacons;

/// <summary>The beacon part of a node with its own clock, store and place in the network.</summary>
internal sealed class BeaconTestNode : ISigners, ISyncStatus, IChainObserver, IEventSink, IDisposable
{
    private readonly List<KeySigner> _signers = [];
    private readonly CancellationTokenSource _stop = new();

    public BeaconTestNode(SimulatedNode place, NetworkParameters network, BeaconOptions options, IVerdictMemory memory)
    {
        (Place, Network) = (place, network);
        Keeper = new BeaconKeeper(options, State.Beacons, this, this, NullLogger<BeaconKeeper>.Instance);
        Service = new BeaconService(new BeaconParts
        {
            Options = options,
            Clock = new LayerClock(network, place.Time),
            Time = place.Time,
            Keeper = Keeper,
            Source = new StateBeaconSource(State, this),
            Checks = new BeaconChecks(new EdVerifier(network.GenesisId, memory), memory),
            Gossip = place.Gossip,
            Signers = this,
            Sync = this,
            Work = new InlineWorkPool(),
            Log = NullLogger<BeaconService>.Instance,
        });
    }

    public SimulatedNode Place { get; }

    public NetworkParameters Network { get; }

    public MemoryStateDatabase State { get; } = new();

    public BeaconKeeper Keeper { get; }

    public BeaconService Service { get; }

    public IReadOnlyList<KeySigner> Keys => _signers;

    /// <summary>What the observers heard.</summary>
    public List<(EpochId Epoch, Beacon Beacon)> Announced { get; } = [];

    public List<NodeEvent> Events { get; } = [];

    public Task Run { get; private set; } = Task.CompletedTask;

    public bool IsSynced { get; set; } = true;

    public bool IsAtxSynced => true;

    public bool ListensToGossip { get; set; } = true;

    IReadOnlyList<ISigner> ISigners.All => _signers;

    public void Own(KeySigner signer) => _signers.Add(signer);

    /// <summary>Stores an ATX that counts in an epoch.</summary>
    public AtxId AddAtx(KeySigner signer, EpochId target, uint units, DateTimeOffset received)
    {
        byte[] id = new byte[AtxId.Size];
        var smesher = signer.NodeId;
        NodeId.Span(in smesher).CopyTo(id);
        id[0] ^= (byte)target.Value;
        var atx = new AtxRecord
        {
            Id = AtxId.FromBytes(id),
            PublishEpoch = target.Sub(1),
            EffectiveUnits = units,
            VrfNonce = 7 + (ulong)id[1],
            BaseTickHeight = 0,
            TickCount = 10,
            Smesher = smesher,
            Coinbase = default,
            ReceivedNanoseconds = (long)LayerTimeline.ToNanoseconds(received),
            Weight = units * 10ul,
        };
        State.Atxs.Add(atx, new AtxBlob(AtxVersion.V1, new ScaleBytes()));
        return atx.Id;
    }

    public void Start(VirtualScheduler scheduler, string name) => scheduler.Start(
        () => Run = RunAsync(),
        name);

    public void Stop() => _stop.Cancel();

    public Beacon? BeaconOf(EpochId epoch) => Keeper.TryGet(epoch, out var beacon) ? beacon : null;

    public void Dispose()
    {
        _stop.Dispose();
        State.Dispose();
    }

    void IChainObserver.AtxAccepted(EpochId target, in AtxEntry atx)
    {
    }

    void IChainObserver.IdentityMalicious(NodeId identity)
    {
    }

    void IChainObserver.BeaconChosen(EpochId epoch, Beacon beacon) => Announced.Add((epoch, beacon));

    void IEventSink.Publish(NodeEvent happened) => Events.Add(happened);

    private async Task RunAsync()
    {
        try
        {
            await Service.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped by its owner.
        }
    }
}
