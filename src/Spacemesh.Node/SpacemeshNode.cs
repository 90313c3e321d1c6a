using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Spacemesh.Api;
using Spacemesh.Config;
using Spacemesh.Config.Genesis;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Keys;
using Spacemesh.Dashboard;
using Spacemesh.Libp2p;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Requests;
using Spacemesh.Metrics;
using Spacemesh.Node.Alone;
using Spacemesh.Node.Joining;
using Spacemesh.Node.Logging;
using Spacemesh.Node.Metering;
using Spacemesh.Node.Parameters;
using Spacemesh.Node.Releases;
using Spacemesh.Node.Smeshing;
using Spacemesh.Poet.Http;
using Spacemesh.Poet.Server;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.Storage;
using Spacemesh.Post.Gpu;
using Spacemesh.Post.Labels;
using Spacemesh.Post;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Remote.NodeSide;
using Spacemesh.Post.Remote.Supervision;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Checkpoint.Files;
using Spacemesh.Services.Smeshing.Setup;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Sync;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Operations;
using GenesisFile = Spacemesh.Config.Genesis.GenesisFile;

namespace Spacemesh.Node;

/// <summary>
/// A node as a process: folders, lock, identities, databases, the graph, the built-in PoET of a standalone network, API and dashboard, in
/// the order of spec 09b §8; stopping takes them down in the opposite one.
/// </summary>
public sealed partial class SpacemeshNode : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly Stack<(string Name, Func<ValueTask> End)> _ends = new();
    private readonly NodeConfiguration _configuration;
    private readonly NodeHost _host;
    private readonly NodeLog _log;
    private readonly ILogger _logger;
    private readonly ILoggerFactory _logs;
    private readonly EventBus _events;
    private HttpWebFiles _web = null!;
    private readonly NodeMetrics _metrics;
    private FollowedPoets? _poets;
    private Task _running = Task.CompletedTask;
    private PoetMetrics? _poetMetrics;

    private SpacemeshNode(NodeConfiguration configuration, NodeHost host)
    {
        _configuration = configuration;
        _host = host;
        var file = configuration["log-file"];
        var sink = new LogSink(host.Output, file.Text("path"), (long)Math.Min(file.Unsigned("max-size"), long.MaxValue), file.Int("keep"));
        _log = new NodeLog(LogLevels.Read(configuration["logging"]), configuration["logging"].Text("log-encoder") == "json", sink, host.Time);
        _logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log));
        _logger = _logs.CreateLogger(NodeLog.Root);
        _events = new EventBus(host.Time);
        _log.Events = _events;
        var proving = configuration["smeshing.smeshing-proving-opts"];
        _metrics = new NodeMetrics(
            host.Build.Version, (uint)Math.Min(proving.Unsigned("smeshing-opts-proving-nonces"), uint.MaxValue), (uint)Math.Min(proving.Unsigned("smeshing-opts-proving-threads"), uint.MaxValue), host.Time);
    }

    /// <summary>Ends when the node ends by itself: with what went wrong.</summary>
    public Task Completion => _running;

    public NodeGraph Graph { get; private set; } = null!;

    /// <summary>The node among its peers; null in a network of one.</summary>
    public PeerNetwork? Network { get; private set; }

    public ApiServer Api { get; private set; } = null!;

    /// <summary>Null where it is switched off.</summary>
    public DashboardServer? Dashboard { get; private set; }

    /// <summary>Starts a node. Where that fails, all that was begun is ended again.</summary>
    /// <exception cref="NodeStartException">It cannot start; the message says why.</exception>
    /// <exception cref="OperationCanceledException">It was stopped while it started.</exception>
    public static async Task<SpacemeshNode> StartAsync(NodeConfiguration configuration, NodeHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(host);
        SpacemeshNode node;
        try
        {
            node = new SpacemeshNode(configuration, host);
        }
        catch (ConfigurationException e)
        {
            throw new NodeStartException(e.Message, showUsage: true, e);
        }

        try
        {
            await node.StartAsync(cancellationToken);
            return node;
        }
        catch (Exception e)
        {
            if (e is not OperationCanceledException)
                node.LogFailed(e.Message);
            await node.DisposeAsync();
            throw e switch
            {
                NodeStartException or OperationCanceledException => e,
                InvalidOptionException { Key.Length: > 0 } invalid when invalid.Key.StartsWith("api.", StringComparison.Ordinal) =>
                    new NodeStartException($"{invalid.Message[(invalid.Key.Length + 2)..]} ({invalid.Key})", showUsage: false, invalid),
                InvalidOptionException or ConfigurationException or InvalidDataException or IOException or StorageException or SigningRecordException or UnauthorizedAccessException
                    or FormatException or ArgumentException => new NodeStartException(e.Message, showUsage: false, e),
                _ => e,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        LogStopping();
        _events.Publish(ErrorLogged.ShuttingDown);
        await _stop.CancelAsync();
        var ending = EndAsync();
        if (await Task.WhenAny(ending, Task.Delay(StopLimit, _host.Time)) == ending)
        {
            await ending;
            LogStopped();
        }
        else
        {
            LogStuck();
        }

        _stop.Dispose();
        _metrics.Dispose();
        _logs.Dispose();
        _log.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var main = _configuration["main"];
        string folder = main.Text("data-folder");
        CreateFolder(folder);
        Own(TakeLock(folder, main.Text("filelock")));
        var genesis = GenesisSettings.Of(_configuration);
        // Before anything is written: a folder must not be tied to a network that cannot run.
        var parameters = ParametersOf();
        EstablishGenesis(folder, genesis);
        LogVersion(_host.Build.Version, _host.Build.Branch, _host.Build.Commit, Environment.Version, System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, genesis.Id.ToHex());
        LogWelcome();
        foreach (string warning in _configuration.Warnings)
            LogConfiguration(warning);
        CheckTimes(parameters);
        var identities = LoadIdentities(folder, genesis.Id);
        CheckSmeshing(identities, parameters.Network);
        Own(LockIdentities(folder, identities));
        cancellationToken.ThrowIfCancellationRequested();

        LogStarting(folder, _configuration["smeshing.smeshing-opts"].Text("smeshing-opts-datadir"), Environment.MachineName);
        var work = new WorkPool(new WorkPoolOptions { Parallelism = Environment.ProcessorCount });
        Own(work);
        bool standalone = main.Bool("standalone");
        var web = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        Own(web);
        _web = new HttpWebFiles(web, _host.Time);
        var preserved = await StartRecovery.RunAsync(_configuration, parameters.Network, [.. identities.Select(identity => identity.NodeId)], _web, _host.Time, _logs, cancellationToken);
        var state = OpenState(folder, main, genesis.Id);
        parameters = NodeParameters.Of(_configuration, state, _host.Time.GetUtcNow());
        var local = OpenLocal(folder);
        cancellationToken.ThrowIfCancellationRequested();

        if (!standalone)
            Network = MakeNetwork(folder, parameters.Network);
        var world = await WorldAsync(folder, identities, state, local, work, cancellationToken) with { Preserved = preserved };
        LogWarmup();
        LogTortoise();
        var began = _host.Time.GetTimestamp();
        Graph = new NodeGraph(parameters, _configuration, world);
        Own(Graph);
        _metrics.Watch(Graph, world.Sync);
        if (world.Fetcher is ObjectFetcher fetcher)
            _metrics.Watch(fetcher);
        await ServeMetricsAsync(genesis.Id, identities, cancellationToken);
        LogTortoiseDone(_host.Time.GetElapsedTime(began));
        if (standalone)
        {
            LogStandaloneBeacon();
            LogStandalonePoet(string.Join(' ', main.Sections("poet-servers").Select(server => server.Text("address"))));
            await StartPoetAsync(folder, parameters, work, cancellationToken);
            await Graph.PrepareAsync(cancellationToken);
        }

        foreach (string warning in ServiceOptions.Verification(_configuration, parameters.Post, default).Warnings(hasOpenPeers: !standalone))
            LogConfiguration(warning);

        Run("journal", new NodeJournal(_events, _logs).RunAsync(_stop.Token));
        Run("metrics", _metrics.RunAsync(_events, Graph, _stop.Token));
        _running = Graph.RunAsync(_stop.Token);
        _ends.Push(("services", async () => await Quietly(_running)));
        Run("PoETs", _poets!.RunAsync(_stop.Token));
        if (Network is not null)
            await JoinAsync(Network);
        await ListenAsync(folder, parameters, state, work, world.Sync, cancellationToken);
        await StartSmeshingAsync(parameters, cancellationToken);
        LogStarted();
    }

    private PeerNetwork MakeNetwork(string folder, NetworkParameters parameters)
    {
        try
        {
            var network = new PeerNetwork(
                NetworkOptions.Of(_configuration, parameters, folder),
                NetworkOptions.Requests(_configuration),
                new PeerNetworkWorld { Time = _host.Time, Random = SystemRandom.Instance, Logs = _logs, NewSeed = () => RandomNumberGenerator.GetBytes(32), Meter = _metrics.Network });
            Own(network);
            _metrics.Watch(network, _configuration["p2p"].Bool("p2p-metrics"));
            network.PeersChanged += () => _events.Publish(StatusChanged.Instance);
            network.DialabilityChanged += LogDialability;
            return network;
        }
        catch (Exception e) when (e is IdentityFileException or InvalidOptionException)
        {
            throw new NodeStartException($"init services: p2p: {e.Message}", showUsage: false, e);
        }
    }

    /// <summary>Listens and dials, once all topics and protocols are there (spec 08 §3.2).</summary>
    private async Task JoinAsync(PeerNetwork network)
    {
        try
        {
            await network.StartAsync();
            LogListening(network.Host.Id, string.Join(", ", network.Host.ListenAddresses));
        }
        catch (Libp2pException e)
        {
            throw new NodeStartException($"init services: p2p: can't listen: {e.Message}", showUsage: false, e);
        }
    }

    private NodeParameters ParametersOf()
    {
        try
        {
            return NodeParameters.Of(_configuration);
        }
        catch (ConfigurationException e)
        {
            throw new NodeStartException(e.Message, showUsage: false, e);
        }
    }

    /// <summary>A network of its own that cannot work is not started; one of others may know better.</summary>
    private void CheckTimes(NodeParameters parameters)
    {
        foreach (string problem in EpochTiming.Problems(_configuration, parameters))
        {
            if (_configuration["main"].Bool("standalone"))
                throw new NodeStartException($"this network would never have a block: {problem}", showUsage: false);
            LogConfiguration(problem);
        }
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"ensure folders exist: mkdir {folder}: {(File.Exists(folder) ? "not a directory" : e.Message)}", showUsage: true, e);
        }
    }

    private static DataFolderLock TakeLock(string folder, string lockFile)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(lockFile)) is { } directory && !Directory.Exists(directory) && Directory.Exists(Path.GetDirectoryName(directory)))
                Directory.CreateDirectory(directory);
            return DataFolderLock.Acquire(DataFolder.At(folder), lockFile);
        }
        catch (OperationException e)
        {
            throw new NodeStartException($"getting exclusive file lock: only one spacemesh instance should be running (locking file {lockFile})", showUsage: true, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"getting exclusive file lock: creating dir {Path.GetDirectoryName(lockFile)} for lock {lockFile}: {e.Message}", showUsage: true, e);
        }
    }

    private void EstablishGenesis(string folder, GenesisSettings genesis)
    {
        try
        {
            if (GenesisFile.Establish(folder, genesis) is not { } existing)
                return;
            LogOtherGenesis(Path.Combine(folder, GenesisFile.Name), string.Join('\n', existing.DifferencesTo(genesis)));
        }
        catch (ConfigurationException e)
        {
            throw new NodeStartException($"initializing app: {e.Message}", showUsage: true, e);
        }

        throw new NodeStartException("initializing app: genesis config updated after node initialization", showUsage: true);
    }

    private IReadOnlyList<Identity> LoadIdentities(string folder, GenesisId genesisId)
    {
        string directory = Path.Combine(folder, IdentityDirectory.Name);
        try
        {
            bool isNew = !Directory.Exists(directory) || !Directory.EnumerateFiles(directory, "*.key").Any();
            if (isNew)
                LogNewIdentity();
            byte[] seed = RandomNumberGenerator.GetBytes(32);
            var identities = IdentityDirectory.LoadOrCreate(directory, seed, genesisId);
            CryptographicOperations.ZeroMemory(seed);
            if (isNew)
                LogIdentityCreated(identities[0].FileName, identities[0].NodeId.ToHex()[..5]);
            foreach (var identity in isNew ? [] : identities)
                LogIdentity(identity.FileName, identity.NodeId.ToHex()[..5]);
            if (identities.Count > 1)
                LogIdentities(identities.Count);
            return identities;
        }
        catch (KeyFileException e)
        {
            throw new NodeStartException($"loading identities: {e.Message}", showUsage: true, e);
        }
    }

    private void CheckSmeshing(IReadOnlyList<Identity> identities, NetworkParameters network)
    {
        var smeshing = _configuration["smeshing"];
        string coinbase = smeshing.Text("smeshing-coinbase");
        if (coinbase.Length > 0 && AddressText.TryParse(coinbase, network.AddressPrefix, out _, out string error) != AddressFault.None)
            throw new NodeStartException($"start services: parse CoinbaseAccount address on start `{coinbase}`: {error}", showUsage: false);
        if (!smeshing.Bool("smeshing-start"))
            return;
        if (identities is not [{ IsSupervised: true }])
            throw new NodeStartException("smeshing enabled in remote setup", showUsage: false);
        if (coinbase.Length == 0)
            throw new NodeStartException("smeshing enabled but no coinbase account provided", showUsage: false);
        var (post, units) = (_configuration["post"], smeshing.Section("smeshing-opts").U32("smeshing-opts-numunits"));
        foreach (var (what, limit, isBeyond) in (ReadOnlySpan<(string, uint, bool)>)[("<=", post.U32("post-max-numunits"), units > post.U32("post-max-numunits")), (">=", post.U32("post-min-numunits"), units < post.U32("post-min-numunits"))])
        {
            if (isBeyond)
                throw new NodeStartException($"preparing POST initializer failed: new initializer: invalid `opts.NumUnits`; expected: {what} {limit}, given: {units} (smeshing.smeshing-opts.smeshing-opts-numunits)", showUsage: false);
        }
    }

    /// <summary>No other node of this machine has a key of ours, none was moved elsewhere, and no merge was interrupted.</summary>
    private static IdentityLock LockIdentities(string folder, IReadOnlyList<Identity> identities)
    {
        NodeId[] ids = [.. identities.Select(identity => identity.NodeId)];
        try
        {
            MergeJournal.RequireNone(folder);
            IdentityTombstone.RequireNone(Path.Combine(folder, IdentityDirectory.Name), ids);
            return IdentityLock.Acquire(Path.Combine(Path.GetTempPath(), "spacemesh-identities"), ids);
        }
        catch (Exception e) when (e is IdentityMovedException or IdentityInUseException or InvalidDataException)
        {
            throw new NodeStartException(e.Message, showUsage: false, e);
        }
    }

    private SqliteStateDatabase OpenState(string folder, ConfigurationSection main, GenesisId genesisId)
    {
        try
        {
            var state = SqliteStateDatabase.Open(
                new Storage.Sqlite.Engine.DatabaseOptions
                {
                    Path = Path.Combine(folder, "state.sql"),
                    Readers = Math.Max(1, main.Int("db-connections")),
                    AllowSchemaDrift = main.Bool("db-allow-schema-drift"),
                    SkippedMigrations = [.. main.Longs("db-skip-migrations").Select(version => checked((int)version))],
                },
                genesisId,
                _logs.CreateLogger("stateDb"));
            Own(state);
            return state;
        }
        catch (StorageException e)
        {
            throw new NodeStartException($"open sqlite db: {e.Message}", showUsage: false, e);
        }
    }

    private SqliteLocalDatabase OpenLocal(string folder)
    {
        try
        {
            var local = SqliteLocalDatabase.Open(new Storage.Sqlite.Engine.DatabaseOptions { Path = Path.Combine(folder, "local.sql") }, _logs.CreateLogger("localDb"));
            Own(local);
            return local;
        }
        catch (StorageException e) when (e.Kind == StorageErrorKind.OldSchema)
        {
            throw new NodeStartException($"version upgrade verification failed: to use node version 1.5 or newer, please upgrade to v1.4 first ({e.Message})", showUsage: false, e);
        }
    }

    private async Task<NodeEnvironment> WorldAsync(
        string folder, IReadOnlyList<Identity> identities, SqliteStateDatabase state, SqliteLocalDatabase local, WorkPool work, CancellationToken cancellationToken)
    {
        var record = SigningRecord.Open(
            FileSigningJournal.Open(Path.Combine(folder, FileSigningJournal.FileName)), new SigningRecordOptions { Machine = MachineId(folder) }, _host.Time);
        var verifying = _configuration["smeshing.smeshing-verifying-opts"];
        var randomX = new RandomXPool(new RandomXOptions { Flags = (RandomXFlags)verifying.U32("smeshing-opts-verifying-powflags") }, work, _host.Time);
        Own(randomX);
        var proving = _configuration["smeshing.smeshing-proving-opts"].Text("smeshing-opts-proving-randomx-mode") switch
        {
            "fast" => RandomXMode.Fast,
            "light" => RandomXMode.Light,
            var other => throw new NodeStartException($"smeshing-opts-proving-randomx-mode: '{other}' is neither fast nor light", showUsage: false),
        };
        byte[] seed = RandomNumberGenerator.GetBytes(32);
        IPeerRequests requests = Network is null ? new NoPeers() : new RankedRequests(Network.Requests, _host.Time);
        return new NodeEnvironment
        {
            Time = _host.Time,
            Random = SystemRandom.Instance,
            Work = work,
            State = state,
            Local = local,
            Identities = identities,
            SigningRecord = record,
            Gossip = _metrics.Metered((IGossip?)Network?.Gossip ?? new LocalGossip()),
            Requests = requests,
            NetworkFailure = Network?.Failure,
            Fetcher = Network is null
                ? new LocalFetcher(state)
                : new ObjectFetcher(
                    requests, new StoredObjects(state, id => Graph.Consensus.Proposals.TryFind(id, out _)), _host.Time, SystemRandom.Instance, NetworkOptions.Fetching(_configuration), _logs, _metrics.Network),
            Sync = Network is null ? new AloneSync() : new SyncStatus(_events),
            Web = _web,
            Labels = LabelEngines.Best(),
            RandomX = await randomX.GetRestingAsync(RandomXMode.Light, cancellationToken),
            PowSource = new LocalPowSource(randomX, proving, work, (int)Math.Min(_configuration["smeshing.smeshing-proving-opts"].Unsigned("smeshing-opts-proving-threads"), 4096)),
            Devices = () => [.. OpenClProviders.List(), LabelProvider.Cpu],
            SampleSeed = seed,
            Poets = proofs => _poets = PoetsOf(folder, proofs, state, local, work),
            PostServiceRunner = RunnerOf,
            SearchesFast = proving == RandomXMode.Fast,
            Events = _events,
            Logs = _logs,
            Instruments = _metrics.Instruments,
            NetworkMeter = _metrics.Network,
            SyncMeter = _metrics.Sync,
        };
    }

    private FollowedPoets PoetsOf(string folder, IPoetProofs proofs, SqliteStateDatabase state, SqliteLocalDatabase local, WorkPool work)
    {
        var options = ServiceOptions.Poet(_configuration);
        var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        Own(http);
        var certifier = new CertifierClient(new LocalCertificates(local), new StoredPosts(state, local), ServiceOptions.Certifier(_configuration), http, _host.Time);
        var poet = _configuration["poet"];
        var roster = new PoetRoster
        {
            PhaseShift = poet.Duration("phase-shift"),
            CycleGap = poet.Duration("cycle-gap"),
            Configured = [.. _configuration["main"].Sections("poet-servers").Select(server => new PoetServer(server.Text("address"), server.Text("pubkey")))],
        };
        try
        {
            return new FollowedPoets(
                folder, roster,
                address => new HttpPoet(
                    new PoetConnection(new PoetHttpClient(PoetAddress.Parse(address), options, http, _host.Time, SystemRandom.Instance), options, certifier, work, _host.Time), certifier, proofs),
                _host.Time, _logs.CreateLogger("poet"));
        }
        catch (FormatException e)
        {
            throw new NodeStartException($"main.poet-servers: {e.Message}", showUsage: false, e);
        }
    }

    /// <summary>A child process once the post endpoint is up, for a configuration that names a program.</summary>
    private PostServiceProcess? RunnerOf(PostSetupOptions data) =>
        SupervisedService.CommandOf(_configuration) is not { } command ? null
        : Api.PostServiceAddress is { } address ? SupervisedService.Create(command, _configuration, Graph.Parameters.Post, data, address, _host.Time, _logs)
        : throw new PostException("postservice.postservicecmd needs the post endpoint: set api.grpc-post-listener");

    private async Task StartPoetAsync(string folder, NodeParameters parameters, WorkPool work, CancellationToken cancellationToken)
    {
        try
        {
            var poet = await StandalonePoet.StartAsync(folder, _configuration, parameters.Network, work, _host.Time, _logs, cancellationToken);
            Own(poet);
            _poetMetrics = poet.Metrics;
        }
        catch (IOException e)
        {
            throw new NodeStartException($"main.poet-servers: the built-in PoET cannot listen: {e.Message}", showUsage: false, e);
        }
    }

    private async Task ListenAsync(string folder, NodeParameters parameters, SqliteStateDatabase state, WorkPool work, ISyncStatus sync, CancellationToken cancellationToken)
    {
        Api = await ApiServer.StartAsync(
            new ApiSources
            {
                State = state,
                Clock = Graph.Clock,
                Events = _events,
                Mesh = Graph.Core.Mesh,
                Sync = sync,
                Projections = Graph.Core.Pool,
                Submitter = Graph.Transactions,
                ActiveSets = Graph.Consensus.Oracle,
                Smeshing = Graph.Smeshing,
                Network = Network?.View,
                Checkpoints = new CheckpointWriter(state, work, folder),
                Restart = _host.Restart,
                LogLevels = _log,
                PostService = new PostServiceEndpoint(Graph.PostServices, new PostServiceEndpointOptions(), _host.Time, _logs.CreateLogger("postService")).Bind(),
            },
            ServiceOptions.Api(_configuration, parameters, _host.Build),
            _host.Time,
            SystemRandom.Instance,
            _metrics.Gateway,
            _logs,
            cancellationToken: cancellationToken);
        _ends.Push(("API", async () =>
        {
            await Api.StopAsync();
            await Api.DisposeAsync();
        }));
        var api = _configuration["api"];
        if (Api.Tls is not null)
            Run("certificates", new CertificateWatch([api.Text("grpc-tls-ca-cert"), api.Text("grpc-tls-cert")], _host.Time, _logs.CreateLogger("grpc")).RunAsync(_stop.Token));
        var dashboard = _configuration["dashboard"];
        if (!dashboard.Bool("enable"))
            return;
        Dashboard = await DashboardServer.StartAsync(
            new DashboardSources
            {
                Clock = Graph.Clock,
                State = state,
                Mesh = Graph.Core.Mesh,
                Sync = sync,
                Events = _events,
                Smeshing = Graph.Smeshing,
                Network = Network?.View,
                Progress = sync as ISyncProgress,
                IsHareInCharge = Graph.Consensus.Patrol.IsHareInCharge,
            },
            new DashboardOptions
            {
                Listener = DashboardOptions.ParseListener(dashboard.Text("listener")),
                NetworkName = _configuration.Root.Text("preset") is { Length: > 0 } preset ? preset : Presets.Mainnet,
                Version = _host.Build.Version,
                LabelsWanted = Graph.PostOptions.Units * parameters.Post.LabelsPerUnit,
            },
            _host.Time,
            cancellationToken);
        Own(Dashboard);
        LogDashboard(Dashboard.Address);
    }

    /// <summary>Metrics and profiles, where they are asked for. A port that is taken for the metrics is worth a warning only, one for profiles ends the start.</summary>
    private async Task ServeMetricsAsync(GenesisId genesisId, IReadOnlyList<Identity> identities, CancellationToken cancellationToken)
    {
        var main = _configuration["main"];
        Func<string>? write = main.Bool("metrics") ? () => _metrics.Registry.WriteText() + _poetMetrics?.WriteOwn() : null;
        if (main.Bool("pprof-server"))
        {
            string listener = main.Text("pprof-listener");
            try
            {
                Own(await MetricsServer.StartAsync(ListenAddress.Resolve(listener, "main.pprof-listener"), write, _host.Time, cancellationToken));
            }
            catch (IOException e)
            {
                throw new NodeStartException($"cannot start pprof http server: {ListenAddress.Fault(listener, e)} (main.pprof-listener)", showUsage: false, e);
            }
        }

        if (write is not null)
        {
            string listener = string.Create(System.Globalization.CultureInfo.InvariantCulture, $":{main.Int("metrics-port")}");
            try
            {
                var server = await MetricsServer.StartAsync(ListenAddress.Resolve(listener, "main.metrics-port"), write, _host.Time, cancellationToken);
                Own(server);
                LogMetrics(server.Address);
            }
            catch (IOException e)
            {
                LogNoMetrics(ListenAddress.Fault(listener, e));
            }
        }

        foreach (string key in (ReadOnlySpan<string>)["profiler-url", "pprof-mutex-profile", "pprof-block-profile"])
        {
            if (key == "profiler-url" ? main.Text(key).Length > 0 : main.Bool(key))
                LogConfiguration($"main.{key} has no meaning for this node: take profiles from /debug/pprof/ or with dotnet-trace");
        }

        if (ServiceOptions.Releases(_configuration) is { } releases)
        {
            var http = new HttpClient();
            Own(http);
            ReleaseVersion? own = ReleaseVersion.TryParse(_host.Build.Version, out var version) ? version : null;
            Run("release check", new ReleaseCheck(releases.Address, releases.Key, own, http, _host.Time, _logs.CreateLogger(NodeLog.Root)).RunAsync(_stop.Token));
        }

        if (ServiceOptions.Push(_configuration, genesisId, identities[0].NodeId) is { } push)
        {
            var http = new HttpClient();
            Own(http);
            Run("metrics push", new MetricsPush(_metrics.Public.Registry, push, http, _host.Time, _logs.CreateLogger(NodeLog.Root)).RunAsync(_stop.Token));
        }
    }

    private async Task StartSmeshingAsync(NodeParameters parameters, CancellationToken cancellationToken)
    {
        var smeshing = _configuration["smeshing"];
        string text = smeshing.Text("smeshing-coinbase");
        if (text.Length == 0)
            return;
        var coinbase = AddressText.Parse(text, parameters.Network.AddressPrefix);
        Graph.PostServices.AllowConnections();
        Graph.Builder.Coinbase = coinbase;
        if (smeshing.Bool("smeshing-start"))
            await Graph.Smeshing.StartAsync(coinbase, Graph.PostOptions.ToRequest(), cancellationToken);
        else if (!Graph.Smeshing.IsSupervised)
            await Graph.Builder.StartAsync(coinbase, cancellationToken);
    }

    /// <summary>Tells this machine and folder from copies.</summary>
    private static Hash32 MachineId(string folder)
    {
        string machine = File.Exists("/etc/machine-id") ? File.ReadAllText("/etc/machine-id") : Environment.MachineName;
        return Blake3.Hash(System.Text.Encoding.UTF8.GetBytes($"{machine.Trim()}\n{Path.GetFullPath(folder)}"));
    }

    /// <summary>Awaits, when the node stops, what then ends by itself.</summary>
    private void Run(string name, Task loop) => _ends.Push((name, async () => await Quietly(loop)));

    private void Own(IDisposable owned) => _ends.Push((owned.GetType().Name, () =>
    {
        owned.Dispose();
        return ValueTask.CompletedTask;
    }));

    private void Own(IAsyncDisposable owned) => _ends.Push((owned.GetType().Name, owned.DisposeAsync));

    private async Task EndAsync()
    {
        while (_ends.TryPop(out var end))
        {
            try
            {
                await end.End();
            }
            catch (Exception e)
            {
                LogEndFailed(end.Name, e);
            }
        }
    }

    private static async Task Quietly(Task running)
    {
        try
        {
            await running;
        }
        catch (Exception)
        {
            // Completion has told its reader.
        }
    }
}
