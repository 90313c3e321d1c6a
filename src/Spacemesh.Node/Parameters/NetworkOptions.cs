using System.Net;
using Spacemesh.Config;
using Spacemesh.Config.Genesis;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Discovery;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Relay;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Requests;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Parameters;

/// <summary>The network layer's options out of the sections <c>p2p</c> and <c>fetch</c> (spec 08 §1.2, §5).</summary>
public static class NetworkOptions
{
    /// <summary>Folder of the network layer within the data folder.</summary>
    public const string FolderName = "p2p";

    /// <summary>Genesis of the network whose QUIC connections begin without cookie.</summary>
    private const long MainnetGenesis = 1689321600;

    /// <param name="configuration">The configuration.</param>
    /// <param name="network">The network, after a recovery.</param>
    /// <param name="folder">The node's data folder.</param>
    /// <exception cref="InvalidOptionException">A value cannot work; the message names the key.</exception>
    public static PeerNetworkOptions Of(NodeConfiguration configuration, NetworkParameters network, string folder)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(network);
        var p2p = configuration["p2p"];
        var timings = p2p.Section("discovery-timings");
        var autoNat = p2p.Section("auto-nat-server");
        var options = new PeerNetworkOptions
        {
            Directory = Path.Combine(folder, FolderName),
            Prologue = NetworkPrologue.Of(network.GenesisId, network.EffectiveGenesis),
            QuicCookie = GenesisSettings.Of(configuration).Instant != DateTimeOffset.FromUnixTimeSeconds(MainnetGenesis),
            Listen = Addresses(p2p, "listen"),
            Advertise = Addresses(p2p, "advertise-address"),
            MinPeers = p2p.Int("min-peers"),
            LowPeers = p2p.Int("low-peers"),
            HighPeers = p2p.Int("high-peers"),
            InboundFraction = p2p.Real("inbound-fraction"),
            OutboundFraction = p2p.Real("outbound-fraction"),
            TrimGrace = p2p.Duration("gracepeersshutdown"),
            MaximumMessageSize = p2p.Int("maxmessagesize"),
            Bootnodes = Peers(p2p, "bootnodes"),
            DirectPeers = Peers(p2p, "direct"),
            StaticRelays = Peers(p2p, "static-relays"),
            PingPeers = [.. p2p.Texts("ping-peers").Select(text => PeerId.TryParse(text, out var id) ? id! : throw Invalid("ping-peers", $"'{text}' is not a peer id"))],
            PingInterval = p2p.Duration("ping-interval"),
            MapPorts = !p2p.Bool("disable-natport"),
            ReusePort = !p2p.Bool("disable-reuseport"),
            TrimConnections = !p2p.Bool("disable-connection-manager"),
            Dht = !p2p.Bool("disable-dht"),
            Gossip = !p2p.Bool("disable-pubsub"),
            LimitResources = !p2p.Bool("disable-resource-manager"),
            FloodPublish = p2p.Bool("flood"),
            AcceptQueue = p2p.Int("p2p-accept-queue"),
            Bootnode = p2p.Bool("p2p-bootnode"),
            ForceDhtServer = p2p.Bool("force-dht-server"),
            PrivateNetwork = p2p.Bool("p2p-private-network"),
            ForcedReachability = p2p.Text("p2p-reachability") switch
            {
                "" => null,
                "public" => Reachability.Public,
                "private" => Reachability.Private,
                var other => throw Invalid("p2p-reachability", $"'{other}' is neither empty nor public nor private"),
            },
            HolePunching = p2p.Bool("p2p-holepunching"),
            Relay = p2p.Bool("relay"),
            RelayServer = p2p.Section("relay-server").Bool("enable") ? RelayServer(p2p) : null,
            BlockedNetworks = [.. Networks(p2p, "ip4-blocklist"), .. Networks(p2p, "ip6-blocklist")],
            GossipQueue = p2p.Int("gossip-queue-size"),
            ValidationThrottle = p2p.Int("gossip-validation-throttle"),
            AtxValidationThrottle = p2p.Int("gossip-atx-validation-throttle"),
            SeenFromLastSight = p2p.Int("gossip-eviction-strategy") switch
            {
                0 => false,
                1 => true,
                var other => throw Invalid("gossip-eviction-strategy", $"{other} is neither 0 (first seen) nor 1 (last seen)"),
            },
            Tcp = p2p.Bool("enable-tcp-transport"),
            Quic = p2p.Bool("enable-quic-transport"),
            RoutingDiscovery = p2p.Bool("enable-routing-discovery"),
            RoutingDiscoveryAdvertise = p2p.Bool("routing-discovery-advertise"),
            DiscoveryTimings = new DiscoveryTimings
            {
                AdvertiseDelay = timings.Duration("advertise-delay"),
                AdvertiseInterval = timings.Duration("advertise-interval"),
                AdvertiseIntervalSpread = timings.Duration("advertise-interval-spread"),
                // The retry delay is not what is waited: spec 08 §1.2.
                AdvertiseRetryDelay = timings.Duration("advertise-interval"),
                FindPeersRetryDelay = timings.Duration("find-peers-retry-delay"),
                MinimumConnectBackoff = timings.Duration("min-conn-backoff"),
                MaximumConnectBackoff = timings.Duration("max-conn-backoff"),
                DialTimeout = timings.Duration("dial-timeout"),
            },
            AutoNatGlobalLimit = autoNat.Int("global-max"),
            AutoNatPeerLimit = autoNat.Int("peer-max"),
            AutoNatReset = autoNat.Duration("reset-period"),
        };
        options.Validate();
        return options;
    }

    /// <summary>Those of a process that is a relay and nothing else (spec 09b §9.2).</summary>
    /// <inheritdoc cref="Of"/>
    public static PeerNetworkOptions OfRelay(NodeConfiguration configuration, NetworkParameters network, string folder) =>
        Of(configuration, network, folder) with { Relay = true, RelayServer = RelayServer(configuration["p2p"]), Gossip = false };

    /// <exception cref="InvalidOptionException">A value cannot work; the message names the key.</exception>
    public static FetchOptions Fetching(NodeConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var fetch = configuration["fetch"];
        return new FetchOptions
        {
            BatchSize = fetch.Int("batchsize"),
            BatchTimeout = fetch.Duration("batchtimeout"),
            QueueSize = fetch.Int("queuesize"),
            MaxRetries = fetch.Int("maxretriesforrequest"),
            ManyConcurrency = fetch.Int("getatxsconcurrency"),
        };
    }

    /// <exception cref="InvalidOptionException">A value cannot work; the message names the key.</exception>
    public static RequestOptions Requests(NodeConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var fetch = configuration["fetch"];
        var tag = fetch.Section("decaying-tag");
        var options = new RequestOptions
        {
            Timeout = fetch.Duration("request-timeout"),
            HardTimeout = fetch.Duration("request-hard-timeout"),
            PeerSyncTimeout = configuration["time.peersync"].Duration("round-timeout"),
            Servers = fetch.SectionMap("servers").ToDictionary(
                entry => entry.Key,
                entry => new RequestLimits(entry.Value.Int("queue"), entry.Value.Int("requests"), entry.Value.Duration("interval")),
                StringComparer.Ordinal),
            TagIncrement = tag.Int("inc"),
            TagCap = tag.Int("cap"),
            TagDecay = tag.Int("dec"),
            TagInterval = tag.Duration("interval"),
        };
        options.Validate();
        return options;
    }

    private static RelayServerOptions RelayServer(ConfigurationSection p2p)
    {
        var relay = p2p.Section("relay-server");
        return new RelayServerOptions
        {
            Reservations = relay.Int("reservations"),
            ReservationTime = relay.Duration("ttl"),
            Limit = new RelayLimit(relay.Duration("conn-duration-limit"), checked((ulong)Math.Max(0, relay.Int("conn-data-limit")))),
            CircuitsPerPeer = relay.Int("max-circuits"),
            BufferSize = relay.Int("buffer-size"),
            ReservationsPerPeer = relay.Int("max-reservations-per-peer"),
            ReservationsPerAddress = relay.Int("max-reservations-per-ip"),
        };
    }

    private static InvalidOptionException Invalid(string key, string problem) => new($"p2p.{key}", problem);

    private static List<Multiaddr> Addresses(ConfigurationSection p2p, string key) =>
        [.. p2p.Texts(key).Select(text => Multiaddr.TryParse(text, out var address) ? address! : throw Invalid(key, $"'{text}' is not a multiaddr like /ip4/0.0.0.0/tcp/7513"))];

    private static List<PeerAddress> Peers(ConfigurationSection p2p, string key) =>
        [.. p2p.Texts(key).Select(text => Multiaddr.TryParse(text, out var address) && PeerAddress.TryOf(address!, out var peer)
            ? peer!
            : throw Invalid(key, $"'{text}' is not the address of a peer like /ip4/1.2.3.4/tcp/7513/p2p/ID"))];

    private static List<IPNetwork> Networks(ConfigurationSection p2p, string key) =>
        [.. p2p.Texts(key).Select(text => IPNetwork.TryParse(text, out var network) ? network : throw Invalid(key, $"'{text}' is not a network like 10.0.0.0/8"))];
}
