using Microsoft.Extensions.Logging;
using Spacemesh.AtxsData;
using Spacemesh.Beacons;
using Spacemesh.Config;
using Spacemesh.Crypto.Signing;
using Spacemesh.Net.Fetching;
using Spacemesh.Node.Alone;
using Spacemesh.Node.Joining;
using Spacemesh.Node.Metering;
using Spacemesh.Node.Parameters;
using Spacemesh.Node.Smeshing;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Services.Activation;
using Spacemesh.Services.Consensus;
using Spacemesh.Services.Consensus.Beacons;
using Spacemesh.Services.Mesh;
using Spacemesh.Services.Mesh.Building;
using Spacemesh.Services.Mesh.Intake;
using Spacemesh.Services.Smeshing;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Foresight;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Setup;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Services.Smeshing.Verification;
using Spacemesh.Services.Sync;
using Spacemesh.Vm;

namespace Spacemesh.Node;

/// <summary>
/// A node put together: every service with what it needs, from the state upwards. Nothing runs before <see cref="RunAsync"/>, which owns
/// all loops; whatever ends one of them ends the node.
/// </summary>
public sealed class NodeGraph : IAsyncDisposable
{
    /// <summary>Proposals or transactions that are judged at a time (spec 08 §4.1).</summary>
    private const int MostProposalsAtOnce = 1024;

    private readonly NodeEnvironment _world;
    private readonly bool _standalone;
    private readonly StandaloneUpkeep _upkeep;
    private readonly PeerObjects? _objects;
    private readonly BeaconService _beacon;
    private readonly ProposalBuilder _proposing;
    private readonly ActivationPorts _activationPorts;
    private readonly ActivationOptions _activationOptions;
    private readonly PostVerificationService _verification;
    private readonly PostVerificationService _proofVerification;
    private readonly GapWatch _gaps;
    private readonly PoetWatch _poetWatch;
    private readonly ProofVerifier _verifier;
    private readonly ProofVerifier _proofVerifier;

    /// <summary>Builds the graph over an opened, migrated state. Reads the state; starts nothing.</summary>
    /// <param name="parameters">The network.</param>
    /// <param name="configuration">What is the operator's choice.</param>
    /// <param name="world">The world; what it holds stays its owner's, but the identities' keys and the signing record go with the graph.</param>
    public NodeGraph(NodeParameters parameters, NodeConfiguration configuration, NodeEnvironment world)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(world);
        _world = world;
        Parameters = parameters;
        var network = parameters.Network;
        var main = configuration["main"];
        var logs = world.Logs;
        Clock = new LayerClock(network, world.Time);

        // State: what happened so far, and the votes about it.
        // A checkpoint brings all accounts; a network of one that skipped a pause still has its own genesis.
        if (main.Bool("standalone") || world.State.Recovery.RestoreLayer() is null)
            StateGenesis.InitialiseAccounts(world.State, [.. parameters.GenesisAccounts.Select(account => EmptyAccount.At(account.Key) with { Balance = account.Value })]);
        Atxs = new ConsensusCache();
        foreach (var identity in world.Identities)
            Atxs.Register(identity.NodeId);
        Core = new MeshCore(new MeshParts
        {
            Tortoise = parameters.Tortoise,
            Pruning = parameters.Prune,
            PruneInterval = main.Duration("db-prune-interval"),
            BlockGasLimit = main.Unsigned("block-gas-limit"),
            Clock = Clock,
            Time = world.Time,
            Work = world.Work,
            State = world.State,
            Atxs = Atxs,
            Fetcher = world.Fetcher,
            Events = world.Events,
            Instruments = world.Instruments,
            Logs = logs,
        });
        var observers = new ChainObservers();
        observers.Add(Core.Votes);
        Transactions = new TransactionIntake(Core.Vm, world.State, Core.Pool, world.Gossip, world.Sync, world.Work, world.Time, world.Instruments);

        // Identities: what they signed is on record; copies of them elsewhere are looked out for.
        Keys = new DoppelgangerWatch(
            new DoppelgangerOptions { Enabled = configuration["smeshing"].Bool("smeshing-doppelganger-protection") && !main.Bool("standalone") },
            world.SigningRecord, Clock, world.Gossip, world.Sync, world.Events, IsActive, world.Random, logs.CreateLogger("atxBuilder.doppelganger"));
        Signers = new SignerSet([.. world.Identities.Select(identity => identity.Signer)], world.SigningRecord, Keys);

        // Consensus: beacon, hare, blocks, certificates.
        Beacons = new BeaconKeeper(parameters.Beacon, world.State.Beacons, observers, world.Events, logs.CreateLogger<BeaconKeeper>());
        _beacon = new BeaconService(new BeaconParts
        {
            Options = parameters.Beacon,
            Clock = Clock,
            Time = world.Time,
            Keeper = Beacons,
            Source = new StateBeaconSource(world.State, Signers),
            Checks = new BeaconChecks(new EdVerifier(network.GenesisId, world.Verdicts), world.Verdicts),
            Gossip = world.Gossip,
            Signers = Signers,
            Sync = world.Sync,
            Work = world.Work,
            Log = logs.CreateLogger<BeaconService>(),
            Instruments = world.Instruments,
        });
        observers.Add(_beacon);
        Consensus = new ConsensusLoops(new ConsensusParts
        {
            Hare = parameters.Hare,
            Oracle = parameters.Oracle,
            Certifier = parameters.Certifier,
            Blocks = parameters.Blocks,
            ProposalLayers = parameters.Tortoise.Zdist + 1,
            Clock = Clock,
            Time = world.Time,
            Work = world.Work,
            Gossip = world.Gossip,
            Requests = world.Requests,
            Fetcher = world.Fetcher,
            Signers = Signers,
            State = world.State,
            Atxs = Atxs,
            Beacons = Beacons,
            Sync = world.Sync,
            Pipeline = Core.Mesh,
            Mesh = Core.Mesh,
            Events = world.Events,
            OwnKeys = Keys,
            Verdicts = world.Verdicts,
            Instruments = world.Instruments,
            Logs = logs,
        });

        _standalone = main.Bool("standalone");
        _upkeep = new StandaloneUpkeep(Clock, Core.Mesh, Core.Mesh, Consensus.Patrol, Beacons, world.State);

        // Proposals: those of others and our own.
        Proposals = new MeshIntakes(new IntakeParts
        {
            Options = parameters.Proposals,
            Verifier = new EdVerifier(network.GenesisId, world.Verdicts),
            Clock = Clock,
            Time = world.Time,
            Work = world.Work,
            State = world.State,
            Atxs = Atxs,
            Votes = Core.Votes,
            Mesh = Core.Mesh,
            Proposals = Consensus.Proposals,
            Beacons = Beacons,
            Observer = observers,
            Fetcher = world.Fetcher,
            Gossip = world.Gossip,
            Sync = world.Sync,
            Events = world.Events,
            Log = logs.CreateLogger<MeshIntakes>(),
            Instruments = world.Instruments,
        });
        var building = ServiceOptions.Building(configuration);
        var preparation = new ActiveSetPreparation(building, Clock, world.Time, world.State, world.Local, Atxs, world.Sync, world.Work, logs.CreateLogger<ActiveSetPreparation>());
        _proposing = new ProposalBuilder(
            parameters.Proposals,
            new BuilderPorts
            {
                Clock = Clock,
                State = world.State,
                Atxs = Atxs,
                Signers = Signers,
                Sync = world.Sync,
                Votes = new CountedVotes(Core.Votes),
                Transactions = new PooledTransactions(Core.Pool, parameters.Blocks.GasLimit, main.Int("txs-per-proposal"), world.Random),
                Gossip = world.Gossip,
                Events = world.Events,
                Pool = world.Work,
                Instruments = world.Instruments,
                Time = world.Time,
            },
            preparation,
            logs.CreateLogger<ProposalBuilder>());

        // Activations: PoST, PoET, malfeasance.
        _verifier = new ProofVerifier(parameters.Post, world.Labels, world.RandomX);
        _verification = new PostVerificationService(ServiceOptions.Verification(configuration, parameters.Post, world.SampleSeed), _verifier, world.Work, logs.CreateLogger("nipostValidator"));
        var proofPost = parameters.Post with { Scrypt = new ScryptParameters(Malfeasance.BadPostClaim.ScryptN, 1, 1) };
        _proofVerifier = new ProofVerifier(proofPost, world.Labels, world.RandomX);
        _proofVerification = new PostVerificationService(ServiceOptions.Verification(configuration, proofPost, world.SampleSeed), _proofVerifier, world.Work, logs.CreateLogger("malfeasance"));
        foreach (var signer in Signers.Registered)
            _verification.RegisterOwn(signer.NodeId);
        _activationOptions = ServiceOptions.Activation(configuration, parameters);
        _activationPorts = new ActivationPorts
        {
            Database = world.State,
            Cache = Atxs,
            Clock = Clock,
            Time = world.Time,
            Fetcher = world.Fetcher,
            Gossip = world.Gossip,
            Sync = world.Sync,
            Post = new MeteredVerification(_verification, world.Instruments, world.Time),
            ProofPost = _proofVerification,
            Labels = world.Labels,
            Pool = world.Work,
            Observer = observers,
            Events = world.Events,
            Signers = Signers,
            Verdicts = world.Verdicts,
            Instruments = world.Instruments,
            Logs = logs,
        };
        PoetProofs = new PoetProofIntake(_activationPorts, _activationOptions);
        Activations = new AtxIntake(_activationPorts, _activationOptions, PoetProofs);
        Malfeasances = new MalfeasanceIntake(_activationPorts, _activationOptions);

        Alarm = new WallAlarm(world.Time);
        PostServices = new PostProviderRegistry();
        PostStates = new PostStates();
        var history = world.Proving;
        var proving = ServiceOptions.Proving(configuration);
        var options = ServiceOptions.Smeshing(configuration, parameters);
        var smeshing = new BuilderContext
        {
            Options = options,
            Alarm = Alarm,
            Local = world.Local,
            State = world.State,
            Atxs = Atxs,
            Gossip = world.Gossip,
            Sync = world.Sync,
            Poets = world.Poets(PoetProofs),
            Providers = PostServices,
            Verification = _verification,
            Chains = new ChainVerifier(new AtxChains(_activationPorts, _activationOptions)),
            Drafts = world.SigningRecord,
            Events = world.Events,
            Proving = new ProvingObservers(_verification, history),
            PostStates = PostStates,
            Random = world.Random,
            Log = logs.CreateLogger("atxBuilder"),
            Instruments = world.Instruments,
        };
        Builder = new AtxBuilder(smeshing);
        bool supervised = world.Identities is [{ IsSupervised: true }];
        if (supervised)
        {
            Supervisor = new PostSupervisor(
                new PostSupervisorContext
                {
                    Network = parameters.Post,
                    Devices = world.Devices,
                    Prover = new Prover(parameters.Post, world.PowSource, world.Work),
                    Proving = proving,
                    Runner = world.PostServiceRunner,
                    Verification = _verification,
                    Pool = world.Work,
                    Random = world.Random,
                    Time = world.Time,
                    Alarm = Alarm,
                    Events = world.Events,
                    Log = logs.CreateLogger("post"),
                },
                smeshing, Builder, PostServices);
        }
        else
        {
            foreach (var (signer, identity) in Signers.Registered.Zip(world.Identities))
                Builder.Register(signer, identity.FileName);
        }

        PostOptions = ServiceOptions.PostSetup(configuration);
        var outlook = new ProvingOutlook(
            history, parameters.Post, proving, world.SearchesFast, options.Poet.CycleGap, world.RandomX, world.Work, world.Time, logs.CreateLogger("post"));
        _gaps = new GapWatch(
            new PoetTimeline(network, options.Poet), Alarm, () => Builder.IsSmeshing ? Builder.Identities : [], PostServices,
            (identity, token) => Supervisor?.Setup.Report.Options is { } data
                ? outlook.OfAsync(identity, data.Units, PostDataDirectories.Parse(data.DataFolder), token)
                : outlook.OfAsync(identity, null, null, token),
            world.Events, logs.CreateLogger("post"));
        _poetWatch = new PoetWatch(smeshing.Poets, Alarm, world.Events, logs.CreateLogger("poet"));
        Smeshing = new SmeshingControl(
            smeshing, Builder, PostServices, Supervisor, supervised ? PostOptions : null, supervised ? (Signers.Registered[0], world.Identities[0].FileName) : null,
            world.Devices, world.Work, world.Time);
        if (world.Sync is SyncStatus status)
            Joining = new NetworkServices(configuration, world, status, this, preparation);
        if (world.Fetcher is ObjectFetcher fetcher)
            _objects = new PeerObjects(world, this, fetcher);
    }

    public NodeParameters Parameters { get; }

    public LayerClock Clock { get; }

    public ConsensusCache Atxs { get; }

    /// <summary>Layers, votes, transactions and the VM.</summary>
    public MeshCore Core { get; }

    public DoppelgangerWatch Keys { get; }

    public SignerSet Signers { get; }

    public TransactionIntake Transactions { get; }

    public BeaconKeeper Beacons { get; }

    public ConsensusLoops Consensus { get; }

    /// <summary>Takes ballots, proposals and active sets.</summary>
    public MeshIntakes Proposals { get; }

    public PoetProofIntake PoetProofs { get; }

    public AtxIntake Activations { get; }

    public MalfeasanceIntake Malfeasances { get; }

    public PostProviderRegistry PostServices { get; }

    public PostStates PostStates { get; }

    public WallAlarm Alarm { get; }

    public AtxBuilder Builder { get; }

    /// <summary>The PoST service in this process; null where the identities have services of their own.</summary>
    public PostSupervisor? Supervisor { get; }

    /// <summary>What the configuration says of the PoST data.</summary>
    public PostSetupOptions PostOptions { get; }

    public SmeshingControl Smeshing { get; }

    /// <summary>Sync and what comes with it; null in a network of one node.</summary>
    public NetworkServices? Joining { get; }

    /// <summary>Before it runs: the only node of its network settles what others would tell it. Nothing in any other network.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!_standalone)
            return;
        Beacons.SetStandalone(Parameters.Network);
        await _upkeep.CatchUpAsync(cancellationToken);
    }

    /// <summary>PoST proofs that wait to be verified.</summary>
    internal int WaitingProofs => _verification.Waiting + _proofVerification.Waiting;

    /// <summary>Blocks that are stored for a layer.</summary>
    internal int BlocksIn(LayerId layer) => _world.State.Blocks.IdsInLayer(layer).Count;

    /// <summary>Runs until it is cancelled. Ends with what went wrong inside, where something did.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var activations = new ActivationGossip(_activationPorts, _activationOptions, Activations, Malfeasances);
        using var proposals = _world.Gossip.Subscribe(GossipTopics.Proposal, Proposals.JudgeProposalAsync, MostProposalsAtOnce);
        using var transactions = _world.Gossip.Subscribe(GossipTopics.Transaction, Transactions.JudgeAsync, MostProposalsAtOnce);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> loops =
        [
            Core.RunAsync(stopping.Token),
            _beacon.RunAsync(stopping.Token),
            Consensus.RunAsync(stopping.Token),
            WatchKeysAsync(stopping.Token),
            WatchGapsAsync(stopping.Token),
            _poetWatch.RunAsync(stopping.Token),
            _proposing.RunAsync(stopping.Token),
            TellStatusAsync(stopping.Token),
        ];
        if (_standalone)
            loops.Add(_upkeep.RunAsync(stopping.Token));
        if (Joining is not null)
            loops.AddRange(Joining.Start(stopping.Token));
        if (_objects is not null)
            loops.Add(_objects.RunAsync(stopping.Token));
        // These only ever fail: they are not waited for.
        List<Task> failures = [WatchAsync(Builder.Failure)];
        if (_world.NetworkFailure is { } network)
            failures.Add(WatchAsync(network));
        if (_world.StorageFailure is { } storage)
            failures.Add(WatchAsync(storage));
        var ended = await Task.WhenAny([.. loops, .. failures]);
        Cancel(stopping);
        try
        {
            await Task.WhenAll(loops);
        }
        catch (OperationCanceledException)
        {
            // What ended first speaks.
        }

        cancellationToken.ThrowIfCancellationRequested();
        await ended;
        throw new InvalidOperationException("a loop of the node ended");
    }

    public async ValueTask DisposeAsync()
    {
        if (Supervisor is not null)
            await Supervisor.StopAsync(deleteFiles: false);
        await Builder.DisposeAsync();
        await _verification.DisposeAsync();
        await _proofVerification.DisposeAsync();
        _verifier.Dispose();
        _proofVerifier.Dispose();
        Alarm.Dispose();
        Signers.Dispose();
    }

#pragma warning disable VSTHRD103 // CancelAsync runs on the thread pool, away from the scheduler of a simulation
    private static void Cancel(CancellationTokenSource source) => source.Cancel();
#pragma warning restore VSTHRD103

    // The watch ends once every identity may sign.
    private async Task WatchKeysAsync(CancellationToken cancellationToken)
    {
        await Keys.RunAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, _world.Time, cancellationToken);
    }

    // A task of its own: combined with others, the source of the failure would go on over the thread pool, away from the scheduler of a simulation.
    private static async Task WatchAsync(Task failure) => await failure;

    // Nothing to look ahead for where epochs are short.
    private async Task WatchGapsAsync(CancellationToken cancellationToken)
    {
        await _gaps.RunAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, _world.Time, cancellationToken);
    }

    private async Task TellStatusAsync(CancellationToken cancellationToken)
    {
        var ticks = Clock.Ticks(Clock.Current);
        while (true)
        {
            await ticks.NextAsync(cancellationToken);
            _world.SigningRecord.Stamp();
            _world.Events.Publish(StatusChanged.Instance);
        }
    }

    /// <summary>Whether the identity has an ATX that counts now or next.</summary>
    private bool IsActive(NodeId identity) =>
        Atxs.TryGetByNode(Clock.CurrentEpoch, identity, out _) || Atxs.TryGetByNode(Clock.CurrentEpoch.Target, identity, out _);
}
