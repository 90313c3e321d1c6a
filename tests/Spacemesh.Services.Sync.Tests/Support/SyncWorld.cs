using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Sync.Atxs;
using Spacemesh.Services.Sync.Identities;
using Spacemesh.Simulation.Network;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Services.Sync.Tests.Support;

/// <summary>A node that syncs from simulated peers on virtual time; it can be stopped and started over the same databases.</summary>
internal sealed class SyncWorld : ILayerPatrol, ICertificateIntake
{
    public const uint LayersPerEpoch = 3;
    public const uint Genesis = (2 * LayersPerEpoch) - 1;
    public static readonly TimeSpan LayerDuration = TimeSpan.FromMinutes(5);

    private CancellationTokenSource _stop = new();

    /// <param name="currentLayer">The network's layer now.</param>
    /// <param name="chain">What the network has.</param>
    /// <param name="stores">Where the node's databases are; null for memory.</param>
    public SyncWorld(uint currentLayer, TestChain? chain = null, CrashingStores? stores = null)
    {
        State = stores is null ? new MemoryStateDatabase() : stores.State;
        Local = stores is null ? new MemoryLocalDatabase() : stores.Local;
        Network = new SimulatedNetwork(Scheduler.TimeProvider, new SeededRandom(7));
        Chain = chain ?? TestChain.Make(2, (currentLayer / LayersPerEpoch) + 8, 20, Genesis + 1, currentLayer + 200, 5);
        Parameters = new NetworkParameters
        {
            LayersPerEpoch = LayersPerEpoch,
            LayerDuration = LayerDuration,
            GenesisTime = Scheduler.UtcNow - (LayerDuration * currentLayer) - TimeSpan.FromSeconds(1),
            GoldenAtx = default,
            AddressPrefix = "stest",
        };
        Place = Network.Join("node");
        for (uint layer = 0; layer <= Genesis; layer++)
            State.Layers.SetAggregatedHash(new LayerId(layer), Chain.HashOf(new LayerId(layer)));
        Restart();
    }

    public VirtualScheduler Scheduler { get; } = new();

    public SimulatedNetwork Network { get; }

    public TestChain Chain { get; }

    public NetworkParameters Parameters { get; }

    public SimulatedNode Place { get; }

    public IStateDatabase State { get; private set; }

    public ILocalDatabase Local { get; private set; }

    public SyncOptions Options { get; set; } = new()
    {
        Interval = TimeSpan.FromSeconds(10),
        EpochEndFraction = 0.66,
        MaxStaleDuration = TimeSpan.FromHours(1),
        GossipDuration = TimeSpan.FromSeconds(15),
        OutOfSyncThreshold = 3,
        DisableMeshAgreement = false,
        TallyVotesFrequency = 0.25,
        HareDelayLayers = 5,
        CertificateDistance = 4,
        Atxs = new AtxSyncOptions { BatchSize = 50 },
        Malfeasance = new MalfeasanceSyncOptions { MinSyncPeers = 1 },
    };

    public EventBus Events { get; private set; } = null!;

    public SyncStatus Status { get; private set; } = null!;

    public TestMesh Mesh { get; private set; } = null!;

    public TestFetcher Fetcher { get; private set; } = null!;

    public SyncService Sync { get; private set; } = null!;

    public LayerClock Clock { get; private set; } = null!;

    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Layers that hare works on.</summary>
    public HashSet<uint> InCharge { get; } = [];

    public Func<LayerId, Certificate, Verdict> Adopt { get; set; } = (_, _) => Verdict.Ignore("no certificates in this test");

    public ChainPeer Join(string name, TestChain? chain = null) => new(Network.Join(name), chain ?? Chain);

    /// <summary>Makes the node's services anew over its databases, as a start does.</summary>
    public void Restart()
    {
        Events = new EventBus(Scheduler.TimeProvider);
        Status = new SyncStatus(Events);
        Clock = new LayerClock(Parameters, Scheduler.TimeProvider);
        Mesh = new TestMesh(State, new LayerId(Genesis), Chain);
        Fetcher = new TestFetcher(Place.Requests, State);
        Sync = new SyncService(new SyncParts
        {
            Options = Options,
            Status = Status,
            Clock = Clock,
            Time = Scheduler.TimeProvider,
            Random = new SeededRandom(3),
            Requests = Place.Requests,
            Fetcher = Fetcher,
            State = State,
            Local = Local,
            Mesh = Mesh,
            Patrol = this,
            Certificates = this,
            UncountedAtxs = (_, ids) => [.. ids.Where(id => !State.Atxs.Contains(id))],
            Logs = TestLog.Factory(),
        });
    }

    public void Start()
    {
        _stop = new CancellationTokenSource();
        Scheduler.Start(
            async () =>
            {
                try
                {
                    Running = Sync.RunAsync(_stop.Token);
                    await Running;
                }
                catch (OperationCanceledException)
                {
                    // Stopped.
                }
            },
            "sync");
    }

    public void Stop()
    {
        _stop.Cancel();
        Scheduler.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(Running.IsCompleted, "sync ends when it is stopped");
    }

    /// <summary>Lets the process be gone at this moment, and starts another one over what it left.</summary>
    public void Crash(CrashingStores stores)
    {
        stores.Freeze();
        // The old one may do what it likes now: nobody will read its files again.
        Stop();
        stores.Reopen();
        (State, Local) = (stores.State, stores.Local);
        Restart();
        Start();
    }

    /// <summary>Lets time pass until something holds; false where the time was not enough.</summary>
    public bool RunUntil(Func<bool> holds, TimeSpan limit)
    {
        for (var passed = TimeSpan.Zero; passed < limit; passed += TimeSpan.FromSeconds(1))
        {
            if (holds())
                return true;
            Scheduler.RunFor(TimeSpan.FromSeconds(1));
        }

        return holds();
    }

    public bool RunOnce() => Scheduler.Run(() => Sync.SynchronizeAsync(CancellationToken.None), TimeSpan.FromMinutes(10));

    public void ProcessOnce() => Scheduler.Run(() => Sync.ProcessOnceAsync(CancellationToken.None), TimeSpan.FromMinutes(10));

    public bool IsHareInCharge(LayerId layer) => InCharge.Contains(layer.Value);

    public ValueTask<Verdict> AdoptAsync(LayerId layer, Certificate certificate, CancellationToken cancellationToken = default) => new(Adopt(layer, certificate));
}
