using Google.Protobuf.WellKnownTypes;
using Spacemesh.Ports.Api;

namespace Spacemesh.Api.Rendering;

/// <summary>Peers and the network layer (spec 09a §5.8).</summary>
internal static class NetworkMessages
{
    /// <summary>A node without network layer shows nothing of one.</summary>
    public static V1.NetworkInfoResponse Report(NetworkReport? report)
    {
        var message = new V1.NetworkInfoResponse();
        if (report is null)
            return message;
        message.Id = report.Id.Text;
        message.ListenAddresses.AddRange(report.ListenAddresses.Order(StringComparer.Ordinal));
        message.KnownAddresses.AddRange(report.KnownAddresses.Order(StringComparer.Ordinal));
        message.NatTypeUdp = (V1.NetworkInfoResponse.Types.NATType)report.UdpNat;
        message.NatTypeTcp = (V1.NetworkInfoResponse.Types.NATType)report.TcpNat;
        message.Reachability = (V1.NetworkInfoResponse.Types.Reachability)report.Reachability;
        message.DhtServerEnabled = report.DhtServer;
        foreach (var (protocol, traffic) in report.Traffic)
        {
            var stats = new V1.DataStats { BytesSent = traffic.BytesSent, BytesReceived = traffic.BytesReceived };
            stats.SendRate.AddRange(SendRate(traffic));
            stats.RecvRate.AddRange(ReceiveRate(traffic));
            message.Stats.Add(protocol, stats);
        }

        return message;
    }

    public static V1.PeerInfo Peer(PeerReport peer)
    {
        var message = new V1.PeerInfo
        {
            Id = peer.Id.Text,
            BytesSent = peer.Traffic.BytesSent,
            BytesReceived = peer.Traffic.BytesReceived,
            ClientStats = Requests(peer.Client),
            ServerStats = Requests(peer.Server),
        };
        message.Tags.AddRange(peer.Tags);
        message.SendRate.AddRange(SendRate(peer.Traffic));
        message.RecvRate.AddRange(ReceiveRate(peer.Traffic));
        message.Connections.AddRange(peer.Connections.Select(connection => new V1.ConnectionInfo
        {
            Address = connection.Address,
            Uptime = Duration.FromTimeSpan(connection.Uptime),
            Outbound = connection.IsOutbound,
            Kind = (V1.ConnectionInfo.Types.Kind)connection.Kind,
        }));
        return message;
    }

    private static V1.PeerRequestStats? Requests(PeerRequestReport report) => report is { Successes: 0, Failures: 0 }
        ? null
        : new() { SuccessCount = report.Successes, FailureCount = report.Failures, Latency = Duration.FromTimeSpan(report.Latency) };

    private static ulong[] SendRate(TrafficReport traffic) => Rates(traffic.SendRate10Seconds, traffic.SendRate5Minutes);

    private static ulong[] ReceiveRate(TrafficReport traffic) => Rates(traffic.ReceiveRate10Seconds, traffic.ReceiveRate5Minutes);

    private static ulong[] Rates(ulong recent, ulong longer) => recent == 0 && longer == 0 ? [] : [recent, longer];
}
