using Spacemesh.Metrics;
using Spacemesh.Net.Hosting;

namespace Spacemesh.Node.Metering;

/// <summary>Reads the host of a node or relay into the family <c>p2p</c> with each scrape.</summary>
internal static class NetworkReading
{
    /// <param name="registry">Where to.</param>
    /// <param name="network">The host.</param>
    /// <param name="servers">Whether the load of the servers is wanted too (<c>fetch.servers-metrics</c>).</param>
    public static void Watch(MetricRegistry registry, PeerNetwork network, bool servers) => registry.Collect(() =>
    {
        Read(registry, network);
        if (servers)
            ReadServers(registry, network);
    });

    private static void ReadServers(MetricRegistry registry, PeerNetwork network)
    {
        foreach (var load in network.Requests.Loads)
        {
            registry["spacemesh_server_target_queue"].Set(load.Places, load.Protocol);
            registry["spacemesh_server_queue"].Set(load.Waiting, load.Protocol);
            registry["spacemesh_server_rps"].Set(load.Rate, load.Protocol);
        }
    }

    private static void Read(MetricRegistry registry, PeerNetwork network)
    {
        MetricFamily Family(string name) => registry["spacemesh_p2p_" + name];
        var report = network.View.Report();
        var traffic = Family("traffic_per_protocol");
        foreach (var (protocol, bytes) in report.Traffic.Where(entry => !entry.Key.StartsWith("__", StringComparison.Ordinal)))
        {
            traffic.Set(bytes.BytesReceived, "incoming", protocol);
            traffic.Set(bytes.BytesSent, "outgoing", protocol);
        }

        var total = report.Traffic["__total__"];
        // The names are the reference's, which has them the wrong way round.
        Family("total_send").Set(total.BytesReceived);
        Family("total_recv").Set(total.BytesSent);
        var messages = Family("messages_per_protocol");
        foreach (var (protocol, count) in network.MessagesByProtocol)
        {
            messages.Set(count.Received, "incoming", protocol);
            messages.Set(count.Sent, "outgoing", protocol);
        }

        Family("total_connections").Set(network.Host.Connections.Count);
        Family("total_peers").Set(network.Host.PeerCount);
        Family("dropped_connections_validation_reject").Set(network.Gossip.DroppedPeers);
        var streams = Family("streams_per_protocol");
        streams.Clear();
        foreach (var (protocol, count) in network.Host.StreamsByProtocol)
            streams.Set(count, protocol);
        var peers = Family("peers_per_protocol");
        peers.Clear();
        var spoken = network.Host.Connections.Select(connection => connection.Peer).Distinct().SelectMany(peer => network.Host.Peers.Info(peer)?.Protocols ?? []);
        // Of what peers say only what this node speaks: the rest is theirs to invent.
        foreach (var (protocol, count) in spoken.Where(network.Host.Protocols.ToHashSet(StringComparer.Ordinal).Contains).CountBy(protocol => protocol))
            peers.Set(count, protocol);
    }
}
