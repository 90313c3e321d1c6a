using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Discovery;
using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Kademlia;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Relay;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Net.Gossip;
using Spacemesh.Net.Requests;
using Spacemesh.Ports.Api;
using PeerId = Spacemesh.Libp2p.Identity.PeerId;

namespace Spacemesh.Net.Hosting;

/// <summary>
/// The node among its peers: the libp2p host with everything that a Spacemesh node runs on it (spec 08 §3). Topics and protocols are
/// registered between the construction and <see cref="StartAsync"/>; nothing is listened to or dialled before.
/// </summary>
public sealed class PeerNetwork : IAsyncDisposable
{
    private const string DirectTag = "direct";
    private const string DhtProtocol = "/spacekad/kad/1.0.0";
    private const string Namespace = "spacemesh-disc";
    private const string RelayNamespace = "spacemesh-disc-relay";
    private const int MostRelayCandidates = 20;
    private static readonly TimeSpan SavePeersEvery = TimeSpan.FromMinutes(30);

    private readonly PeerNetworkOptions _options;
    private readonly PeerNetworkWorld _world;
    private readonly ILogger _logger;
    private readonly OwnedTasks _tasks = new();
    private readonly TrafficMeter _traffic;
    private readonly PeerRequestCounters _counters = new();
    private readonly GossipRouter? _router;
    private readonly KademliaService? _dht;
    private readonly RoutingDiscovery? _routing;
    private readonly ReachabilityMonitor _reachability;
    private readonly ObservedAddresses _observed;
    private readonly AutoNatServer? _autoNat;
    private readonly PortMapping? _mapping;
    private readonly ConnectionTrimmer? _trimmer;
    private readonly RelayClient? _relayClient;
    private readonly RelayServer? _relayServer;
    private readonly AutoRelay? _autoRelay;
    private readonly HolePunchService? _holePunch;
    private readonly PeerDiscovery _discovery;
    private readonly List<PeerAddress> _relayCandidates = [];
    private string _dialability = "";
    private bool _started;

    /// <exception cref="IdentityFileException">The key file cannot be used.</exception>
    /// <exception cref="Spacemesh.Primitives.InvalidOptionException">An option cannot work.</exception>
    public PeerNetwork(PeerNetworkOptions options, RequestOptions requests, PeerNetworkWorld world)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(world);
        options.Validate();
        requests.Validate();
        (_options, _world) = (options, world);
        _logger = world.Logs.CreateLogger<PeerNetwork>();
        _traffic = new TrafficMeter(world.Time);
        var gater = new PeerGater(options);
        Host = new Host(HostOptions(gater));
        gater.PeerCount = () => Host.PeerCount;
        Host.Connected += OnConnected;
        Host.Disconnected += OnDisconnected;

        _router = options.Gossip ? new GossipRouter(Host, GossipParameters.Of(options, world.Meter)) : null;
        Gossip = new Libp2pGossip(Host, _router, options, _tasks, world.Logs.CreateLogger<Libp2pGossip>());
        Requests = new Libp2pRequests(Host, requests, _counters, world.Meter, _tasks, world.Logs.CreateLogger<Libp2pRequests>());
        if (options.Dht)
        {
            _dht = new KademliaService(Host, new KademliaOptions
            {
                Protocol = DhtProtocol,
                Mode = options.Bootnode || options.ForceDhtServer ? KadMode.Server : KadMode.Automatic,
                Bootstrap = options.Bootnodes,
                PrivateNetwork = options.PrivateNetwork,
                Directory = options.Directory,
            });
            _routing = new RoutingDiscovery(Host, _dht, options.DiscoveryTimings);
        }

        _discovery = new PeerDiscovery(Host, _dht, options, LastPeers(), _logger);
        _reachability = new ReachabilityMonitor(Host, options.ForcedReachability);
        _reachability.Changed += OnReachability;
        _observed = new ObservedAddresses(Host);
        _autoNat = options.ForcedReachability == Reachability.Private ? null : new AutoNatServer(Host, new AutoNatServerOptions
        {
            Transports = world.Transports ?? [new TcpTransport(new TcpOptions { ReusePort = false })],
            GlobalLimit = options.AutoNatGlobalLimit,
            PeerLimit = options.AutoNatPeerLimit,
            ResetPeriod = options.AutoNatReset,
        });
        _mapping = options.MapPorts ? new PortMapping(Host, world.PortMappers ?? PortMapping.Default(world.Time)) : null;
        _trimmer = options.TrimConnections
            ? new ConnectionTrimmer(Host, new ConnectionTrimmerOptions { Low = options.LowPeers, High = options.HighPeers, Grace = options.TrimGrace })
            : null;
        if (options.Relay)
        {
            _relayClient = new RelayClient(Host);
            _relayServer = options.RelayServer is { } server ? new RelayServer(Host, server) : null;
            _autoRelay = new AutoRelay(Host, _relayClient, RelayCandidatesAsync, options.StaticRelays.Count > 0 ? options.StaticRelays.Count : 2);
            _holePunch = options.HolePunching ? new HolePunchService(Host) : null;
            if (_holePunch is not null)
                _holePunch.Ended += (began, attempts, succeeded) => HolePunched?.Invoke(began, attempts, succeeded);
        }

        Pings = [.. options.PingPeers.Select(peer => new PeerPings(Host, _dht, peer, options.PingInterval, _logger))];
        View = new PeerNetworkView(this);
    }

    /// <summary>A hole punch ended: whether this end began it, the attempts, whether it worked. Must return quickly.</summary>
    public event Action<bool, int, bool>? HolePunched;

    /// <summary>A peer came or went. Raised outside locks; must return quickly.</summary>
    public event Action? PeersChanged;

    /// <summary>Another <see cref="DialabilityText"/> than before. Raised outside locks; must return quickly.</summary>
    public event Action<string>? DialabilityChanged;

    public Host Host { get; }

    public Libp2pGossip Gossip { get; }

    public Libp2pRequests Requests { get; }

    /// <summary>How often the node's reachability was confirmed, and when a peer is asked for it next.</summary>
    public (int Confidence, DateTimeOffset? Next) ReachabilityProbe => (_reachability.Confidence, _reachability.NextProbe);

    /// <summary>What the API and the dashboard show.</summary>
    public INetworkView View { get; }

    /// <summary>Fails when one of the loops does; the node ends then.</summary>
    public Task Failure => _tasks.Failure;

    /// <summary>Messages sent and received by protocol.</summary>
    public IReadOnlyDictionary<string, (long Sent, long Received)> MessagesByProtocol => _traffic.Messages();

    /// <summary>Whether peers can dial the node, and what to do so that they can.</summary>
    public string DialabilityText => Dialability.Describe(_reachability.Current, Host.ListenAddresses, Mapped, _options.MapPorts, _options.PrivateNetwork);

    internal IReadOnlyList<PeerPings> Pings { get; }

    internal PeerNetworkOptions Options => _options;

    internal IReadOnlyList<Multiaddr> Mapped => _mapping?.Mapped ?? [];

    internal Reachability Reachability => _reachability.Current;

    internal Libp2p.Nat.NatKind TcpNat => _observed.Kind;

    internal bool IsDhtServer => _dht?.IsServer ?? false;

    internal TrafficMeter Traffic => _traffic;

    internal GossipRouter? Router => _router;

    /// <summary>Listens, then begins everything else (spec 08 §3.2).</summary>
    /// <exception cref="Libp2pException">An address cannot be listened at.</exception>
    public async Task StartAsync()
    {
        _started = true;
        _logger.Identified(Host.Id);
        if (_options.Bootnodes.Count == 0)
            _logger.NoBootnodes();
        foreach (var peer in _options.DirectPeers)
            Host.Tags.Protect(peer.Id, DirectTag);
        _router?.Start();
        _autoNat?.Start();
        _relayClient?.Start();
        _relayServer?.Start();
        _dht?.Start();
        await Host.StartAsync();
        _logger.Started(Host.Id, string.Join(", ", Host.ListenAddresses));
        _observed.Start();
        _trimmer?.Start();
        _holePunch?.Start();
        _autoRelay?.Start();
        StartRouting();
        _tasks.Start(_discovery.RunAsync);
        foreach (var ping in Pings)
            _tasks.Start(ping.RunAsync);
        if (_options is { Bootnode: false, Directory: not null })
            _tasks.Start(SavePeersAsync);
        Host.SelfChanged += TellDialability;
        _mapping?.Start();
        _reachability.Start();
        TellDialability();
    }

    public async ValueTask DisposeAsync()
    {
        Host.SelfChanged -= TellDialability;
        if (_started && !_options.Bootnode)
            SavePeers();
        await _tasks.DisposeAsync();
        await _reachability.DisposeAsync();
        if (_mapping is not null)
            await _mapping.DisposeAsync();
        if (_holePunch is not null)
            await _holePunch.DisposeAsync();
        if (_autoRelay is not null)
            await _autoRelay.DisposeAsync();
        if (_routing is not null)
            await _routing.DisposeAsync();
        if (_dht is not null)
            await _dht.DisposeAsync();
        _autoNat?.Dispose();
        _relayServer?.Dispose();
        if (_relayClient is not null)
            await _relayClient.DisposeAsync();
        if (_trimmer is not null)
            await _trimmer.DisposeAsync();
        if (_router is not null)
            await _router.DisposeAsync();
        _observed.Dispose();
        await Host.DisposeAsync();
    }

    internal (PeerRequestReport Client, PeerRequestReport Server) RequestsOf(PeerId peer) => _counters.Of(peer.ToPort());

    private HostOptions HostOptions(PeerGater gater)
    {
        var identity = _options.Directory is { } directory
            ? IdentityFile.LoadOrCreate(directory, _world.NewSeed)
            : IdentityKey.FromSeed(_world.NewSeed());
        bool quic = _options.Quic && QuicSupport.Check(_logger);
        return new HostOptions
        {
            Identity = identity,
            Time = _world.Time,
            Random = _world.Random,
            Transports = _world.Transports ?? (_options.Tcp ? [new TcpTransport(new TcpOptions { ReusePort = _options.ReusePort })] : []),
            SecureTransports = quic ? [new QuicTransport(identity, _world.Time, new QuicOptions { Cookie = _options.QuicCookie ? _options.Prologue.ToArray() : null })] : [],
            Secrets = _world.Secrets,
            Prologue = _options.Prologue,
            ListenAddresses = _options.Listen,
            AdvertiseAddresses = _options.Advertise,
            AgentVersion = "go-spacemesh",
            ProtocolVersion = "",
            Gater = gater,
            Limits = Limits(),
            Names = _world.Names,
            Meter = _traffic,
            Logs = _world.Logs,
            AcceptQueue = _options.AcceptQueue,
        };
    }

    /// <summary>Those of spec 08 §2.5 where they are switched on; else only what keeps a host from drowning.</summary>
    private ResourceLimits Limits()
    {
        int high = _options.HighPeers;
        return _options.LimitResources
            ? new ResourceLimits
            {
                Connections = 2 * high,
                InboundConnections = high,
                OutboundConnections = high,
                Streams = 16 * high,
                InboundStreamsPerPeer = 8 * high,
            }
            : new ResourceLimits
            {
                Connections = Math.Max(1024, 4 * high),
                InboundConnections = Math.Max(1024, 4 * high),
                OutboundConnections = Math.Max(1024, 4 * high),
            };
    }

    private IReadOnlyList<PeerAddress> LastPeers()
    {
        if (_options is not { Bootnode: false, ForceDhtServer: false, Directory: { } directory })
            return [];
        try
        {
            return ConnectedPeersFile.Load(directory) ?? [];
        }
        catch (FormatException exception)
        {
            _logger.BadPeersFile(Path.Combine(directory, ConnectedPeersFile.FileName), exception.Message);
            return [];
        }
    }

    private void OnConnected(Connection connection)
    {
        _traffic.Begin(connection.Peer);
        _counters.Begin(connection.Peer.ToPort());
        PeersChanged?.Invoke();
    }

    private void OnDisconnected(Connection connection)
    {
        if (Host.StateOf(connection.Peer) == ConnectionState.NotConnected)
        {
            _traffic.Forget(connection.Peer);
            _counters.Forget(connection.Peer.ToPort());
        }

        PeersChanged?.Invoke();
    }

    private void OnReachability(Reachability reachability)
    {
        _logger.ReachabilityChanged(reachability);
        _dht?.SetReachability(reachability);
        _autoRelay?.SetReachability(reachability);
        _holePunch?.SetReachability(reachability);
        TellDialability();
    }

    private void TellDialability()
    {
        string text = DialabilityText;
        if (Interlocked.Exchange(ref _dialability, text) != text)
            DialabilityChanged?.Invoke(text);
    }

    private void StartRouting()
    {
        if (_routing is null)
            return;
        if (_options.RoutingDiscoveryAdvertise)
            _routing.Advertise(Namespace, () => true);
        if (_relayServer is not null)
            _routing.Advertise(RelayNamespace, () => _reachability.Current == Reachability.Public);
        if (_options.RoutingDiscovery)
            _routing.Find(Namespace, NeedsPeers, _routing.ConnectAsync);
        if (_options is { Relay: true, StaticRelays.Count: 0 })
            _routing.Find(RelayNamespace, () => true, TakeRelayAsync);
    }

    /// <summary>Too few peers, and reachable or able to punch holes (spec 08 §2.9).</summary>
    private bool NeedsPeers() =>
        _discovery.Connected < _options.LowPeers && (_reachability.Current == Reachability.Public || _observed.Kind != Libp2p.Nat.NatKind.Symmetric);

    private Task TakeRelayAsync(PeerAddress relay, CancellationToken cancellationToken)
    {
        lock (_relayCandidates)
        {
            _relayCandidates.RemoveAll(known => known.Id == relay.Id);
            _relayCandidates.Insert(0, relay);
            if (_relayCandidates.Count > MostRelayCandidates)
                _relayCandidates.RemoveAt(MostRelayCandidates);
        }

        return Task.CompletedTask;
    }

    /// <summary>The configured relays, else those that were found, else the bootnodes (spec 08 §2.12).</summary>
    private Task<IReadOnlyList<PeerAddress>> RelayCandidatesAsync(CancellationToken cancellationToken)
    {
        if (_options.StaticRelays.Count > 0)
            return Task.FromResult(_options.StaticRelays);
        lock (_relayCandidates)
        {
            return Task.FromResult<IReadOnlyList<PeerAddress>>(_relayCandidates.Count > 0 ? [.. _relayCandidates] : _options.Bootnodes);
        }
    }

    private async Task SavePeersAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(SavePeersEvery, _world.Time, cancellationToken);
            SavePeers();
        }
    }

    private void SavePeers()
    {
        if (_options.Directory is not { } directory)
            return;
        var peers = Host.Connections.Where(connection => !connection.IsLimited).Select(connection => connection.Peer).Distinct().Order()
            .Select(peer => new PeerAddress(peer, Host.Peers.Addresses(peer))).ToList();
        if (peers.Count == 0)
            return;
        try
        {
            ConnectedPeersFile.Save(directory, peers);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.PeersFileNotWritten(Path.Combine(directory, ConnectedPeersFile.FileName), exception.Message);
        }
    }
}
