using System.Globalization;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Keys;
using Spacemesh.Crypto.Signing;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Metering;
using Spacemesh.Net.Requests;
using Spacemesh.Node;
using Spacemesh.Node.Parameters;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Sync;
using Spacemesh.Simulation.Network;
using Spacemesh.Simulation.Smeshing;
using Spacemesh.Storage.Memory;

namespace Spacemesh.Simulation;

/// <summary>
/// One node of a simulated network: its disks, its key and its place in the network outlive the graph that runs on them, which is the one
/// that a real node runs. All of it on the thread of the virtual scheduler.
/// </summary>
public sealed class WholeNode
{
    private static readonly TimeSpan ProvingTakes = TimeSpan.FromSeconds(2);

    private readonly WholeNetwork _world;
    private readonly byte[] _privateKey = new byte[Ed25519.PrivateKeySize];
    private readonly MemorySigningJournal _journal = new();
    private readonly SimulatedSpace _space;
    private readonly SimulationLogs _logs;
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;

    internal WholeNode(WholeNetwork world, int index)
    {
        _world = world;
        Name = string.Create(CultureInfo.InvariantCulture, $"node{index:00}");
        Span<byte> seed = stackalloc byte[Ed25519.SeedSize];
        world.Random.Fork($"key of {Name}").Fill(seed);
        Ed25519.ExpandSeed(seed, _privateKey);
        Identity = NodeId.FromBytes(_privateKey.AsSpan(Ed25519.SeedSize));
        var id = Identity;
        Coinbase = Address.FromBytes([0, 0, 0, 0, .. NodeId.Span(in id)[..20]]);
        Place = world.Network.Join(Name);
        _logs = new SimulationLogs(Name, Place.Time, world.Options.Log);
        _space = new SimulatedSpace(
            Identity, world.Rules.Parameters.Network.GoldenAtx, world.Rules.Parameters.Post, world.Labels, world.Pow, Place.Time, ProvingTakes);
    }

    public string Name { get; }

    public NodeId Identity { get; }

    public Address Coinbase { get; }

    /// <summary>Its ports into the network and its clock.</summary>
    public SimulatedNode Place { get; }

    /// <summary>What survives a crash.</summary>
    public MemoryStateDatabase State { get; } = new();

    public MemoryLocalDatabase Local { get; } = new();

    /// <summary>The running node; null while it is off.</summary>
    public NodeGraph? Graph { get; private set; }

    /// <summary>The events since its last start; null before the first.</summary>
    public EventBus? Events { get; private set; }

    /// <summary>How far it is with its network; null before its first start.</summary>
    public ISyncStatus? Sync { get; private set; }

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>What ended the node although nobody stopped it.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Warnings and errors of its log, by kind.</summary>
    public IReadOnlyDictionary<string, int> Warnings => _logs.Counts;

    internal async Task StartAsync()
    {
        var random = _world.Random.Fork(string.Create(CultureInfo.InvariantCulture, $"{Name} start {Starts++}"));
        byte[] sampleSeed = new byte[32];
        random.Fork("sample").Fill(sampleSeed);
        var genesis = _world.Rules.Parameters.Network.GenesisId;
        var events = new EventBus(Place.Time);
        var requests = new RankedRequests(Place.Requests, Place.Time);
        bool alone = _world.Options.IsStandalone;
        var meters = _world.Options.Meters?.Invoke(Name) ?? new NodeMeters(NodeInstruments.Unheard, SilentMeter.Instance, SilentSyncMeter.Instance, static gossip => gossip);
        Events = events;
        Sync = alone ? new LoneSync() : new SyncStatus(events);
        var stored = new StoredObjects(State, id => Graph?.Consensus.Proposals.TryFind(id, out _) ?? false);
        var graph = new NodeGraph(_world.Rules.On(State, Place.Time.GetUtcNow()), _world.Rules.Configuration, new NodeEnvironment
        {
            Time = Place.Time,
            Random = random,
            Work = _world.Pool,
            State = State,
            Local = Local,
            Identities = [new Identity($"{Name}.key", new EdSigner(_privateKey, genesis))],
            SigningRecord = SigningRecord.Open(_journal, new SigningRecordOptions { Machine = Blake3.Hash(System.Text.Encoding.UTF8.GetBytes(Name)) }, Place.Time),
            Gossip = meters.Gossip(Place.Gossip),
            Requests = requests,
            Fetcher = new ObjectFetcher(requests, stored, Place.Time, random.Fork("fetcher"), NetworkOptions.Fetching(_world.Rules.Configuration), _logs, meters.Network),
            Sync = Sync,
            Labels = _world.Labels,
            RandomX = _world.Pow,
            PowSource = _world.Pow,
            Devices = () => [LabelProvider.Cpu],
            SampleSeed = sampleSeed,
            Poets = proofs => new OnePoet(_world.Poet.ClientOf(proofs)),
            Events = events,
            Verdicts = _world.Verdicts,
            Logs = _logs,
            Instruments = meters.Instruments,
            NetworkMeter = meters.Network,
            SyncMeter = meters.Sync,
        });
        // What a bootstrap update gives a young network: nobody had an ATX to agree on the first beacon with (spec 05 §7.7).
        if (_world.Options is { Bootstraps: true, IsStandalone: false } && State.Beacons.Find(WholeNetwork.FirstEpoch) is null)
            graph.Beacons.Set(WholeNetwork.FirstEpoch, _world.FirstBeacon);
        Graph = graph;
        _stop = new CancellationTokenSource();
        await graph.PrepareAsync(_stop.Token);
        Place.Online = true;
        _ = graph.PostServices.TryRegister(_space);
        _running = WatchAsync(graph.RunAsync(_stop.Token));
        await graph.Builder.StartAsync(Coinbase);
    }

    /// <summary>Ends the node; what it has stored stays.</summary>
    internal async Task StopAsync()
    {
        if (Graph is not { } graph)
            return;
        Place.Online = false;
        Graph = null;
#pragma warning disable VSTHRD103 // CancelAsync runs on the thread pool, away from the scheduler
        _stop!.Cancel();
#pragma warning restore VSTHRD103
        await _running;
        await graph.DisposeAsync();
        _stop.Dispose();
    }

    private async Task WatchAsync(Task running)
    {
        try
        {
            await running;
        }
        catch (OperationCanceledException) when (_stop is { IsCancellationRequested: true })
        {
            // Stopped.
        }
        catch (Exception exception)
        {
            Failure ??= exception;
            _world.Note($"{Name} ended: {exception.Message}");
        }
    }
}
