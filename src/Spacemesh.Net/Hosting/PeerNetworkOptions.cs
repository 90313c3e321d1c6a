using System.Net;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Discovery;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Relay;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Hosting;

/// <summary>The node's place among its peers: section <c>p2p</c> of the configuration (spec 08 §1.2), whose defaults these are.</summary>
public sealed record PeerNetworkOptions
{
    /// <summary>Folder of the key, the connected peers and the DHT's records; null keeps everything in memory.</summary>
    public string? Directory { get; init; }

    /// <summary>See <see cref="NetworkPrologue"/>.</summary>
    public required ReadOnlyMemory<byte> Prologue { get; init; }

    /// <summary>Whether QUIC connections begin with the prologue as a cookie: on every network but mainnet.</summary>
    public bool QuicCookie { get; init; } = true;

    public IReadOnlyList<Multiaddr> Listen { get; init; } = [Multiaddr.Parse("/ip4/0.0.0.0/tcp/7513")];

    /// <summary>Replaces all advertised addresses; empty for those that are found out.</summary>
    public IReadOnlyList<Multiaddr> Advertise { get; init; } = [];

    /// <summary>With fewer peers the node looks for more.</summary>
    public int MinPeers { get; init; } = 20;

    /// <summary>Connections are trimmed down to so many.</summary>
    public int LowPeers { get; init; } = 40;

    public int HighPeers { get; init; } = 100;

    public double InboundFraction { get; init; } = 0.8;

    public double OutboundFraction { get; init; } = 1.1;

    /// <summary>Younger connections are not trimmed.</summary>
    public TimeSpan TrimGrace { get; init; } = TimeSpan.FromSeconds(30);

    public int MaximumMessageSize { get; init; } = 2 << 20;

    public IReadOnlyList<PeerAddress> Bootnodes { get; init; } = [];

    public IReadOnlyList<PeerAddress> DirectPeers { get; init; } = [];

    public IReadOnlyList<PeerAddress> StaticRelays { get; init; } = [];

    public IReadOnlyList<PeerId> PingPeers { get; init; } = [];

    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(1);

    public bool MapPorts { get; init; } = true;

    public bool ReusePort { get; init; } = true;

    public bool TrimConnections { get; init; } = true;

    public bool Dht { get; init; } = true;

    public bool Gossip { get; init; } = true;

    /// <summary>Whether connections and streams are limited by <see cref="HighPeers"/>.</summary>
    public bool LimitResources { get; init; }

    public bool FloodPublish { get; init; }

    public int AcceptQueue { get; init; } = 16;

    /// <summary>Serves newcomers: no meshes of its own, peers are handed on.</summary>
    public bool Bootnode { get; init; }

    public bool ForceDhtServer { get; init; }

    /// <summary>Peers at private addresses are as good as any.</summary>
    public bool PrivateNetwork { get; init; }

    /// <summary>What the operator knows of it; null to find out.</summary>
    public Reachability? ForcedReachability { get; init; }

    public bool HolePunching { get; init; } = true;

    public bool Relay { get; init; }

    /// <summary>Null for a node that is no relay.</summary>
    public RelayServerOptions? RelayServer { get; init; }

    public IReadOnlyList<IPNetwork> BlockedNetworks { get; init; } =
    [
        .. new[]
        {
            "127.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
        }.Select(IPNetwork.Parse),
    ];

    public int GossipQueue { get; init; } = 50000;

    public int ValidationThrottle { get; init; } = 50000;

    public int AtxValidationThrottle { get; init; } = 50000;

    /// <summary>Whether a message is forgotten a while after its last copy instead of its first.</summary>
    public bool SeenFromLastSight { get; init; }

    public bool Tcp { get; init; } = true;

    public bool Quic { get; init; }

    public bool RoutingDiscovery { get; init; }

    public bool RoutingDiscoveryAdvertise { get; init; }

    public DiscoveryTimings DiscoveryTimings { get; init; } = new();

    public int AutoNatGlobalLimit { get; init; } = 30;

    public int AutoNatPeerLimit { get; init; } = 3;

    public TimeSpan AutoNatReset { get; init; } = TimeSpan.FromMinutes(1);

    /// <exception cref="InvalidOptionException">A value cannot work; the message names the key.</exception>
    public void Validate()
    {
        Require(Tcp || Quic, "p2p.enable-tcp-transport", "no transport is enabled: enable TCP or QUIC");
        Require(Relay || RelayServer is null, "p2p.relay-server", "the relay server needs p2p.relay true");
        Require(Relay || StaticRelays.Count == 0, "p2p.static-relays", "static relays need p2p.relay true");
        Require(DiscoveryTimings.AdvertiseIntervalSpread <= DiscoveryTimings.AdvertiseInterval, "p2p.discovery-timings.advertise-interval-spread", "must not be above advertise-interval");
        Require(LowPeers >= 0 && LowPeers <= HighPeers, "p2p.low-peers", $"{LowPeers} must be 0 to high-peers ({HighPeers})");
        Require(HighPeers is >= 1 and <= 1 << 20, "p2p.high-peers", $"{HighPeers} must be 1 to {1 << 20}");
        Require(MinPeers >= 0, "p2p.min-peers", "must not be negative");
        Require(InboundFraction is >= 0 and <= 1000, "p2p.inbound-fraction", "must be 0 to 1000");
        Require(OutboundFraction is >= 0 and <= 1000, "p2p.outbound-fraction", "must be 0 to 1000");
        Require(MaximumMessageSize is >= 1 << 10 and <= 1 << 30, "p2p.maxmessagesize", $"{MaximumMessageSize} must be 1024 to {1 << 30}");
        Require(AcceptQueue >= 1, "p2p.p2p-accept-queue", "must be at least 1");
        Require(GossipQueue is >= 1 and <= 1 << 24, "p2p.gossip-queue-size", $"must be 1 to {1 << 24}");
        Require(ValidationThrottle is >= 1 and <= 1 << 24, "p2p.gossip-validation-throttle", $"must be 1 to {1 << 24}");
        Require(AtxValidationThrottle is >= 1 and <= 1 << 24, "p2p.gossip-atx-validation-throttle", $"must be 1 to {1 << 24}");
        Require(PingInterval > TimeSpan.Zero, "p2p.ping-interval", "must be positive");
        Require(TrimGrace >= TimeSpan.Zero, "p2p.gracepeersshutdown", "must not be negative");
        Require(AutoNatReset > TimeSpan.Zero, "p2p.auto-nat-server.reset-period", "must be positive");
    }

    private static void Require(bool condition, string key, string problem)
    {
        if (!condition)
            throw new InvalidOptionException(key, problem);
    }
}
