using System.Security.Cryptography;
using Spacemesh.Crypto.Keys;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Requests;
using Spacemesh.Node.Alone;
using Spacemesh.Node.Joining;
using Spacemesh.Node.Parameters;
using Spacemesh.Node.Smeshing;
using Spacemesh.Poet.Http;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Gpu;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Foresight;
using Spacemesh.Services.Smeshing.Setup;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Sync;
using Spacemesh.Storage.Sqlite;

namespace Spacemesh.Node.Starting;

/// <summary>The world of a node that is a process: this machine's clock, processors, disks and network.</summary>
internal sealed class ProcessWorld
{
    private readonly NodeProcess _process;
    private readonly NodeFolder _folder;

    public ProcessWorld(NodeProcess process, NodeFolder folder)
    {
        (_process, _folder) = (process, folder);
        Work = new WorkPool(new WorkPoolOptions { Parallelism = Environment.ProcessorCount });
        process.Ends.Own(Work);
        var web = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        process.Ends.Own(web);
        Web = new HttpWebFiles(web, process.Host.Time);
    }

    public WorkPool Work { get; }

    public HttpWebFiles Web { get; }

    /// <summary>The node among its peers; null in a network of one.</summary>
    public PeerNetwork? Network { get; private set; }

    /// <summary>The PoETs to register with, once the graph is built.</summary>
    public FollowedPoets? Poets { get; private set; }

    /// <summary>Puts the node among peers; it does not listen yet.</summary>
    public void Connect(NetworkParameters parameters) => Network = NetworkOf(parameters);

    /// <param name="identities">The identities of the folder.</param>
    /// <param name="state">Its chain.</param>
    /// <param name="local">What is the node's own.</param>
    /// <param name="graph">The graph that is built over this world; asked only once it is there.</param>
    /// <param name="runner">A PoST service outside this process, for a configuration that names a program.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public async Task<NodeEnvironment> BuildAsync(
        IReadOnlyList<Identity> identities,
        SqliteStateDatabase state,
        SqliteLocalDatabase local,
        Func<NodeGraph> graph,
        Func<PostSetupOptions, IPostServiceRunner?> runner,
        CancellationToken cancellationToken)
    {
        var record = SigningRecord.Open(
            FileSigningJournal.Open(Path.Combine(_folder.Root, FileSigningJournal.FileName)), new SigningRecordOptions { Machine = _folder.MachineId() }, _process.Host.Time);
        var verifying = _process.Configuration["smeshing.smeshing-verifying-opts"];
        var randomX = new RandomXPool(new RandomXOptions { Flags = (RandomXFlags)verifying.U32("smeshing-opts-verifying-powflags") }, Work, _process.Host.Time);
        _process.Ends.Own(randomX);
        var proving = _process.Configuration["smeshing.smeshing-proving-opts"].Text("smeshing-opts-proving-randomx-mode") switch
        {
            "fast" => RandomXMode.Fast,
            "light" => RandomXMode.Light,
            var other => throw new NodeStartException($"smeshing-opts-proving-randomx-mode: '{other}' is neither fast nor light", showUsage: false),
        };
        byte[] seed = RandomNumberGenerator.GetBytes(32);
        IPeerRequests requests = Network is null ? new NoPeers() : new RankedRequests(Network.Requests, _process.Host.Time);
        return new NodeEnvironment
        {
            Time = _process.Host.Time,
            Random = SystemRandom.Instance,
            Work = Work,
            State = state,
            Local = local,
            Identities = identities,
            SigningRecord = record,
            Gossip = _process.Metrics.Metered((IGossip?)Network?.Gossip ?? new LocalGossip()),
            Requests = requests,
            NetworkFailure = Network?.Failure,
            StorageFailure = FirstOf(state.Engine.Broken, local.Engine.Broken),
            Fetcher = Network is null
                ? new LocalFetcher(state)
                : new ObjectFetcher(
                    requests, new StoredObjects(state, id => graph().Consensus.Proposals.TryFind(id, out _)), _process.Host.Time, SystemRandom.Instance, NetworkOptions.Fetching(_process.Configuration), _process.Logs,
                    _process.Metrics.Network),
            Sync = Network is null ? new AloneSync() : new SyncStatus(_process.Events),
            Web = Web,
            Labels = LabelEngines.Best(),
            RandomX = await randomX.GetRestingAsync(RandomXMode.Light, cancellationToken),
            PowSource = new LocalPowSource(randomX, proving, Work, (int)Math.Min(_process.Configuration["smeshing.smeshing-proving-opts"].Unsigned("smeshing-opts-proving-threads"), 4096)),
            Devices = () => [.. OpenClProviders.List(), LabelProvider.Cpu],
            SampleSeed = seed,
            Poets = proofs => Poets = PoetsOf(proofs, state, local),
            PostServiceRunner = runner,
            SearchesFast = proving == RandomXMode.Fast,
            Proving = ProvingHistory.Open(Path.Combine(_folder.Root, ProvingHistory.FileName), _process.Logs.CreateLogger("post")),
            Events = _process.Events,
            Logs = _process.Logs,
            Instruments = _process.Metrics.Instruments,
            NetworkMeter = _process.Metrics.Network,
            SyncMeter = _process.Metrics.Sync,
        };
    }

    private static async Task FirstOf(Task one, Task other) => await await Task.WhenAny(one, other);

    private PeerNetwork NetworkOf(NetworkParameters parameters)
    {
        try
        {
            var network = new PeerNetwork(
                NetworkOptions.Of(_process.Configuration, parameters, _folder.Root),
                NetworkOptions.Requests(_process.Configuration),
                new PeerNetworkWorld { Time = _process.Host.Time, Random = SystemRandom.Instance, Logs = _process.Logs, NewSeed = () => RandomNumberGenerator.GetBytes(32), Meter = _process.Metrics.Network });
            _process.Ends.Own(network);
            _process.Metrics.Watch(network, _process.Configuration["p2p"].Bool("p2p-metrics"), _process.Configuration["fetch"].Bool("servers-metrics"));
            network.PeersChanged += () => _process.Events.Publish(StatusChanged.Instance);
            network.DialabilityChanged += _process.Logger.LogDialability;
            return network;
        }
        catch (Exception e) when (e is IdentityFileException or InvalidOptionException)
        {
            throw new NodeStartException($"init services: p2p: {e.Message}", showUsage: false, e);
        }
    }

    private FollowedPoets PoetsOf(IPoetProofs proofs, SqliteStateDatabase state, SqliteLocalDatabase local)
    {
        var options = ServiceOptions.Poet(_process.Configuration);
        var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        _process.Ends.Own(http);
        var certifier = new CertifierClient(new LocalCertificates(local), new StoredPosts(state, local), ServiceOptions.Certifier(_process.Configuration), http, _process.Host.Time);
        var poet = _process.Configuration["poet"];
        var roster = new PoetRoster
        {
            PhaseShift = poet.Duration("phase-shift"),
            CycleGap = poet.Duration("cycle-gap"),
            Configured = [.. _process.Configuration["main"].Sections("poet-servers").Select(server => new PoetServer(server.Text("address"), server.Text("pubkey")))],
        };
        try
        {
            return new FollowedPoets(
                _folder.Root, roster,
                server => new HttpPoet(
                    new PoetConnection(
                        new PoetHttpClient(PoetAddress.Parse(server.Address), options, http, _process.Host.Time, SystemRandom.Instance), options, certifier, Work, _process.Host.Time, server.KeyBytes())
                    {
                        PowSolved = _process.Metrics.Instruments.PoetPowSolved,
                    },
                    certifier, proofs),
                _process.Host.Time, _process.Logs.CreateLogger("poet"));
        }
        catch (FormatException e)
        {
            throw new NodeStartException($"main.poet-servers: {e.Message}", showUsage: false, e);
        }
    }
}
