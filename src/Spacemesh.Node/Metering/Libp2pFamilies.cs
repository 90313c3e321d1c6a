using Spacemesh.Libp2p.Hosting;
using Spacemesh.Metrics;
using Spacemesh.Net.Hosting;
using Spacemesh.Ports.Api;

namespace Spacemesh.Node.Metering;

/// <summary>Numbers of the network stack under the names of the other library (<c>p2p.p2p-metrics</c>, spec 09b §11.1): those that have a meaning for ours.</summary>
internal sealed class Libp2pFamilies
{
    private static readonly double[] Counts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100];
    private static readonly double[] Few = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32, 64, 128, 256];
    private static readonly string[] Ends = ["dir", "ip_version", "muxer", "security", "transport"];

    private readonly PeerNetwork _network;
    private readonly MetricFamily _opened = new("libp2p_swarm_connections_opened_total", MetricKind.Counter, "Connections opened", Ends);
    private readonly MetricFamily _closed = new("libp2p_swarm_connections_closed_total", MetricKind.Counter, "Connections closed", Ends);
    private readonly MetricFamily _connections = new("libp2p_rcmgr_connections", MetricKind.Gauge, "Number of Connections", ["dir", "scope"]);
    private readonly MetricFamily _files = new("libp2p_rcmgr_fds", MetricKind.Gauge, "Connections that hold a socket", ["scope"]);
    private readonly MetricFamily _ofPeer = new("libp2p_rcmgr_peer_connections", MetricKind.Histogram, "Connections of a peer, with each change", ["dir"], Few);
    private readonly MetricFamily _ofPeerBefore = new("libp2p_rcmgr_previous_peer_connections", MetricKind.Histogram, "Connections of a peer before each change: the difference shows the present", ["dir"], Few);
    private readonly MetricFamily _addresses = new("libp2p_identify_addrs_count", MetricKind.Gauge, "Address Count");
    private readonly MetricFamily _protocols = new("libp2p_identify_protocols_count", MetricKind.Gauge, "Protocols Count");
    private readonly MetricFamily _addressesReceived = new("libp2p_identify_addrs_received", MetricKind.Histogram, "Number of addrs received", bounds: Counts);
    private readonly MetricFamily _protocolsReceived = new("libp2p_identify_protocols_received", MetricKind.Histogram, "Number of Protocols received", bounds: Counts);
    private readonly MetricFamily _pushes = new("libp2p_identify_identify_pushes_triggered_total", MetricKind.Counter, "Pushes Triggered", ["trigger"]);
    private readonly MetricFamily _reachability = new("libp2p_autonat_reachability_status", MetricKind.Gauge, "Current node reachability");
    private readonly MetricFamily _confidence = new("libp2p_autonat_reachability_status_confidence", MetricKind.Gauge, "How often it was confirmed");
    private readonly MetricFamily _probe = new("libp2p_autonat_next_probe_timestamp", MetricKind.Gauge, "Time of next probe");
    private readonly MetricFamily _punches = new("libp2p_holepunch_outcomes_total", MetricKind.Counter, "Hole punches", ["num_attempts", "outcome", "side"]);

    private IReadOnlyList<string> _spoken = [];

    private Libp2pFamilies(PeerNetwork network) => _network = network;

    /// <summary>Adds the families and keeps them; while the registry is built only.</summary>
    public static void AddTo(MetricRegistry registry, PeerNetwork network)
    {
        var families = new Libp2pFamilies(network);
        registry.Add(
            families._opened, families._closed, families._connections, families._files, families._ofPeer, families._ofPeerBefore, families._addresses, families._protocols,
            families._addressesReceived, families._protocolsReceived, families._pushes, families._reachability, families._confidence, families._probe, families._punches);
        network.Host.Connected += connection => families.Changed(families._opened, connection, 1);
        network.Host.Disconnected += connection => families.Changed(families._closed, connection, -1);
        network.Host.PeerChanged += families.Identified;
        network.Host.SelfChanged += families.Pushed;
        network.HolePunched += (began, attempts, succeeded) => families._punches.Add(
            1, attempts.ToString(System.Globalization.CultureInfo.InvariantCulture), succeeded ? "success" : "failed", began ? "initiator" : "receiver");
        registry.Collect(families.Read);
    }

    private void Read()
    {
        var open = _network.Host.Connections;
        var places = _network.Host.ConnectionPlaces;
        int inbound = open.Count(connection => connection.Direction == Direction.Inbound);
        int outbound = open.Count - inbound;
        int shaking = Math.Max(0, places.Inbound - inbound) + Math.Max(0, places.Outbound - outbound);
        _connections.Set(inbound, "inbound", "system");
        _connections.Set(outbound, "outbound", "system");
        _connections.Set(Math.Max(0, places.Inbound - inbound), "inbound", "transient");
        _connections.Set(Math.Max(0, places.Outbound - outbound), "outbound", "transient");
        _files.Set(open.Count(connection => !connection.IsRelayed && !IsQuic(connection)) + shaking, "system");
        _files.Set(shaking, "transient");
        _addresses.Set(_network.Host.Addresses.Count);
        _protocols.Set(_network.Host.Protocols.Count);
        _reachability.Set(_network.View.Report().Reachability switch { ReachabilityKind.Public => 1, ReachabilityKind.Private => 2, _ => 0 });
        var (confidence, next) = _network.ReachabilityProbe;
        _confidence.Set(confidence);
        _probe.Set(next?.ToUnixTimeSeconds() ?? 0);
    }

    private void Changed(MetricFamily family, Connection connection, int by)
    {
        string direction = connection.Direction == Direction.Inbound ? "inbound" : "outbound";
        int now = _network.Host.ConnectionsTo(connection.Peer).Count(other => other.Direction == connection.Direction);
        if (now > 0)
            _ofPeer.Observe(now, direction);
        if (now - by > 0)
            _ofPeerBefore.Observe(now - by, direction);
        string text = connection.RemoteAddress.ToString();
        bool isQuic = IsQuic(connection);
        family.Add(
            1,
            direction,
            text.StartsWith("/ip6", StringComparison.Ordinal) ? "ip6" : text.StartsWith("/ip4", StringComparison.Ordinal) ? "ip4" : "unknown",
            isQuic ? "" : "/yamux/1.0.0",
            isQuic ? "" : "/noise",
            isQuic ? "quic-v1" : connection.IsRelayed ? "p2p-circuit" : "tcp");
    }

    /// <summary>A peer said who it is, or said it anew.</summary>
    private void Identified(Libp2p.Identity.PeerId peer)
    {
        if (_network.Host.Peers.Info(peer) is not { } info)
            return;
        _addressesReceived.Observe(_network.Host.Peers.Addresses(peer).Count());
        _protocolsReceived.Observe(info.Protocols.Count);
    }

    /// <summary>Addresses or protocols of this host changed: all peers are told.</summary>
    private void Pushed()
    {
        var protocols = _network.Host.Protocols;
        bool spoken = !protocols.SequenceEqual(_spoken, StringComparer.Ordinal);
        _spoken = protocols;
        _pushes.Add(1, spoken ? "protocols_updated" : "addresses_updated");
    }

    private static bool IsQuic(Connection connection) => connection.RemoteAddress.ToString().Contains("/quic", StringComparison.Ordinal);
}
