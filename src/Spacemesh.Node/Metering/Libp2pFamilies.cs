using Spacemesh.Libp2p.Hosting;
using Spacemesh.Metrics;
using Spacemesh.Net.Hosting;
using Spacemesh.Ports.Api;

namespace Spacemesh.Node.Metering;

/// <summary>Numbers of the network stack under the names of the other library (<c>p2p.p2p-metrics</c>, spec 09b §11.1): those that it shares with ours.</summary>
internal static class Libp2pFamilies
{
    private const string Opened = "libp2p_swarm_connections_opened_total";
    private const string Closed = "libp2p_swarm_connections_closed_total";

    /// <summary>Adds the families and keeps them; while the registry is built only.</summary>
    public static void AddTo(MetricRegistry registry, PeerNetwork network)
    {
        string[] ends = ["dir", "ip_version", "muxer", "security", "transport"];
        registry.Add(
            new MetricFamily(Opened, MetricKind.Counter, "Connections opened", ends),
            new MetricFamily(Closed, MetricKind.Counter, "Connections closed", ends),
            new MetricFamily("libp2p_rcmgr_connections", MetricKind.Gauge, "Number of Connections", ["dir", "scope"]),
            new MetricFamily("libp2p_identify_addrs_count", MetricKind.Gauge, "Address Count"),
            new MetricFamily("libp2p_identify_protocols_count", MetricKind.Gauge, "Protocols Count"),
            new MetricFamily("libp2p_autonat_reachability_status", MetricKind.Gauge, "Current node reachability"));
        network.Host.Connected += connection => Count(registry[Opened], connection);
        network.Host.Disconnected += connection => Count(registry[Closed], connection);
        registry.Collect(() => Read(registry, network));
    }

    private static void Read(MetricRegistry registry, PeerNetwork network)
    {
        var open = network.Host.Connections;
        registry["libp2p_rcmgr_connections"].Set(open.Count(connection => connection.Direction == Direction.Inbound), "inbound", "system");
        registry["libp2p_rcmgr_connections"].Set(open.Count(connection => connection.Direction == Direction.Outbound), "outbound", "system");
        registry["libp2p_identify_addrs_count"].Set(network.Host.Addresses.Count);
        registry["libp2p_identify_protocols_count"].Set(network.Host.Protocols.Count);
        registry["libp2p_autonat_reachability_status"].Set(network.View.Report().Reachability switch { ReachabilityKind.Public => 1, ReachabilityKind.Private => 2, _ => 0 });
    }

    private static void Count(MetricFamily family, Connection connection)
    {
        string text = connection.RemoteAddress.ToString();
        bool isQuic = text.Contains("/quic", StringComparison.Ordinal);
        family.Add(
            1,
            connection.Direction == Direction.Inbound ? "inbound" : "outbound",
            text.StartsWith("/ip6", StringComparison.Ordinal) ? "ip6" : text.StartsWith("/ip4", StringComparison.Ordinal) ? "ip4" : "unknown",
            isQuic ? "" : "/yamux/1.0.0",
            isQuic ? "" : "/noise",
            isQuic ? "quic-v1" : connection.IsRelayed ? "p2p-circuit" : "tcp");
    }
}
