using Spacemesh.Api;
using Spacemesh.Config;
using Spacemesh.Config.Genesis;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Dashboard;
using Spacemesh.Libp2p;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Hosting;
using Spacemesh.Node.Joining;
using Spacemesh.Node.Logging;
using Spacemesh.Node.Parameters;
using Spacemesh.Node.Releases;
using Spacemesh.Node.Smeshing;
using Spacemesh.Node.Starting;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Storage;
using Spacemesh.Post;
using Spacemesh.Post.Remote.Supervision;
using Spacemesh.Primitives;
using Spacemesh.Services.Smeshing.Setup;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Storage.Sqlite;

namespace Spacemesh.Node;

/// <summary>
/// A node as a process: folders, lock, identities, databases, the graph, the built-in PoET of a standalone network, API and dashboard, in
/// the order of spec 09b §8; stopping takes them down in the opposite one. The parts of the start are in <c>Starting</c>.
/// </summary>
public sealed class SpacemeshNode : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly NodeProcess _process;
    private readonly NodeConfiguration _configuration;

    private SpacemeshNode(NodeConfiguration configuration, NodeHost host) => (_configuration, _process) = (configuration, new NodeProcess(configuration, host));

    /// <summary>Ends when the node ends by itself: with what went wrong.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public NodeGraph Graph { get; private set; } = null!;

    /// <summary>The node among its peers; null in a network of one.</summary>
    public PeerNetwork? Network { get; private set; }

    public ApiServer Api { get; private set; } = null!;

    /// <summary>Null where it is switched off.</summary>
    public DashboardServer? Dashboard { get; private set; }

    /// <summary>The database, for tests that make it fail.</summary>
    internal SqliteStateDatabase State { get; private set; } = null!;

    private TimeProvider Time => _process.Host.Time;

    private bool IsStandalone => _configuration["main"].Bool("standalone");

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
                node._process.Logger.LogFailed(e.Message);
            await node.DisposeAsync();
            if (IsDamage(e) && new NodeFolder(node._process).PutDamagedAside() is { } kept)
                throw new NodeStartException($"open sqlite db: {kept}", showUsage: false, e);
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
        _process.Logger.LogStopping();
        _process.Events.Publish(ErrorLogged.ShuttingDown);
        await _process.StopAsync();
        var ending = _process.Ends.EndAsync();
        if (await Task.WhenAny(ending, Task.Delay(StopLimit, Time)) == ending)
        {
            await ending;
            _process.Logger.LogStopped();
        }
        else
        {
            _process.Logger.LogStuck();
        }

        _process.Dispose();
    }

    /// <summary>Whether a database may be damaged; so says one too that holds something which does not decode.</summary>
    private static bool IsDamage(Exception? exception) =>
        exception is StorageException { Kind: StorageErrorKind.Corrupt } || (exception is not null && IsDamage(exception.InnerException));

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        // The folder, and who we are. Nothing is written before the parameters are read: a folder must not be tied to a network that cannot run.
        var folder = new NodeFolder(_process);
        folder.Take();
        var genesis = GenesisSettings.Of(_configuration);
        var parameters = ParametersOf();
        folder.EstablishGenesis(genesis);
        Introduce(genesis);
        CheckTimes(parameters);
        var ids = new NodeIdentities(_process);
        var identities = ids.Load(folder.Root, genesis.Id);
        ids.CheckSmeshing(identities, parameters.Network);
        folder.LockIdentities(identities);
        folder.RequireLocal();
        cancellationToken.ThrowIfCancellationRequested();

        // State and world.
        _process.Logger.LogStarting(folder.Root, _configuration["smeshing.smeshing-opts"].Text("smeshing-opts-datadir"), Environment.MachineName);
        var world = new ProcessWorld(_process, folder);
        var preserved = await StartRecovery.RunAsync(
            _configuration, parameters.Network, [.. identities.Select(identity => identity.NodeId)], world.Web, Time, _process.Logs, cancellationToken);
        var state = folder.OpenState(genesis.Id);
        State = state;
        parameters = NodeParameters.Of(_configuration, state, Time.GetUtcNow());
        var local = folder.OpenLocal();
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsStandalone)
            world.Connect(parameters.Network);
        Network = world.Network;

        // The graph.
        var environment = await world.BuildAsync(identities, state, local, () => Graph, RunnerOf, cancellationToken) with { Preserved = preserved };
        _process.Logger.LogWarmup();
        _process.Logger.LogTortoise();
        var began = Time.GetTimestamp();
        Graph = new NodeGraph(parameters, _configuration, environment);
        _process.Ends.Own(Graph);
        _process.Metrics.Watch(Graph, environment.Sync);
        if (environment.Fetcher is ObjectFetcher fetcher)
            _process.Metrics.Watch(fetcher);
        var measures = new NodeMeasures(_process);
        await measures.StartAsync(genesis.Id, identities, cancellationToken);
        WatchReleases();
        _process.Logger.LogTortoiseDone(Time.GetElapsedTime(began));
        if (IsStandalone)
        {
            measures.Poet = await StartPoetAsync(folder.Root, parameters.Network, world, cancellationToken);
            await Graph.PrepareAsync(cancellationToken);
        }

        foreach (string warning in ServiceOptions.Verification(_configuration, parameters.Post, default).Warnings(hasOpenPeers: !IsStandalone))
            _process.Logger.LogConfiguration(warning);

        // From here on it runs.
        _process.Ends.Run("journal", new NodeJournal(_process.Events, _process.Logs).RunAsync(_process.Stopping));
        _process.Ends.Run("metrics", _process.Metrics.RunAsync(_process.Events, Graph, _process.Stopping));
        Completion = RunAsync();
        _process.Ends.Run("services", Completion);
        _process.Ends.Run("PoETs", world.Poets!.RunAsync(_process.Stopping));
        if (Network is not null)
            await JoinAsync(Network);
        var listeners = new NodeListeners(_process, folder, world, state, environment.Sync);
        Api = await listeners.ServeApiAsync(Graph, cancellationToken);
        Dashboard = await listeners.ServeDashboardAsync(Graph, cancellationToken);
        await StartSmeshingAsync(parameters, cancellationToken);
        _process.Logger.LogStarted();
    }

    private async Task RunAsync()
    {
        try
        {
            await Graph.RunAsync(_process.Stopping);
        }
        catch (Exception e) when (!_process.Stopping.IsCancellationRequested)
        {
            _process.Logger.LogEnded(DiskTrouble.Describe(e) ?? e.Message);
            throw;
        }
    }

    private void Introduce(GenesisSettings genesis)
    {
        var build = _process.Host.Build;
        _process.Logger.LogVersion(
            build.Version, build.Branch, build.Commit, Environment.Version, System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, genesis.Id.ToHex());
        _process.Logger.LogWelcome();
        foreach (string warning in _configuration.Warnings)
            _process.Logger.LogConfiguration(warning);
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
            if (IsStandalone)
                throw new NodeStartException($"this network would never have a block: {problem}", showUsage: false);
            _process.Logger.LogConfiguration(problem);
        }
    }

    /// <summary>Listens and dials, once all topics and protocols are there (spec 08 §3.2).</summary>
    private async Task JoinAsync(PeerNetwork network)
    {
        try
        {
            await network.StartAsync();
            _process.Logger.LogListening(network.Host.Id, string.Join(", ", network.Host.ListenAddresses));
        }
        catch (Libp2pException e)
        {
            throw new NodeStartException($"init services: p2p: can't listen: {e.Message}", showUsage: false, e);
        }
    }

    /// <summary>A child process once the post endpoint is up, for a configuration that names a program.</summary>
    private PostServiceProcess? RunnerOf(PostSetupOptions data) =>
        SupervisedService.CommandOf(_configuration) is not { } command ? null
        : Api.PostServiceAddress is { } address ? SupervisedService.Create(command, _configuration, Graph.Parameters.Post, data, address, Time, _process.Logs)
        : throw new PostException("postservice.postservicecmd needs the post endpoint: set api.grpc-post-listener");

    private async Task<Poet.Server.PoetMetrics> StartPoetAsync(string folder, NetworkParameters network, ProcessWorld world, CancellationToken cancellationToken)
    {
        _process.Logger.LogStandaloneBeacon();
        _process.Logger.LogStandalonePoet(string.Join(' ', _configuration["main"].Sections("poet-servers").Select(server => server.Text("address"))));
        try
        {
            var poet = await StandalonePoet.StartAsync(folder, _configuration, network, world.Work, Time, _process.Logs, cancellationToken);
            _process.Ends.Own(poet);
            return poet.Metrics;
        }
        catch (IOException e)
        {
            throw new NodeStartException($"main.poet-servers: the built-in PoET cannot listen: {e.Message}", showUsage: false, e);
        }
    }

    private void WatchReleases()
    {
        if (ServiceOptions.Releases(_configuration) is not { } releases)
            return;
        var http = new HttpClient();
        _process.Ends.Own(http);
        ReleaseVersion? own = ReleaseVersion.TryParse(_process.Host.Build.Version, out var version) ? version : null;
        _process.Ends.Run("release check", new ReleaseCheck(releases.Address, releases.Key, own, http, Time, _process.Logs.CreateLogger(NodeLog.Root)).RunAsync(_process.Stopping));
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
}
