using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Ports.Api;
using Libp2pNat = Spacemesh.Libp2p.Nat.NatKind;
using NatKind = Spacemesh.Ports.Api.NatKind;
using PeerId = Spacemesh.Libp2p.Identity.PeerId;

namespace Spacemesh.Net.Hosting;

/// <summary>The network as the API shows it (spec 08 §3.3, 09a §5.8).</summary>
internal sealed class PeerNetworkView(PeerNetwork network) : INetworkView
{
    private readonly HashSet<PeerId> _direct = [.. network.Options.DirectPeers.Select(peer => peer.Id)];
    private readonly HashSet<PeerId> _bootnodes = [.. network.Options.Bootnodes.Select(peer => peer.Id)];

    public int PeerCount => network.Host.Connections.Where(connection => !connection.IsLimited).Select(connection => connection.Peer).Distinct().Count();

    public IReadOnlyList<PeerReport> Peers() =>
        [.. network.Host.Connections.GroupBy(connection => connection.Peer).OrderBy(peer => peer.Key.ToString(), StringComparer.Ordinal).Select(Describe)];

    public NetworkReport Report() => new(
        network.Host.Id.ToPort(),
        [.. network.Host.ListenAddresses.Select(address => address.ToString())],
        [.. network.Host.Addresses.Select(address => address.ToString())],
        NatKind.Unknown,
        network.TcpNat switch
        {
            Libp2pNat.Cone => NatKind.Cone,
            Libp2pNat.Symmetric => NatKind.Symmetric,
            _ => NatKind.Unknown,
        },
        network.Reachability switch
        {
            Reachability.Public => ReachabilityKind.Public,
            Reachability.Private => ReachabilityKind.Private,
            _ => ReachabilityKind.Unknown,
        },
        network.IsDhtServer,
        network.Traffic.ByProtocol())
    {
        MappedAddresses = [.. network.Mapped.Select(address => address.ToString())],
        Dialability = network.DialabilityText,
    };

    private static PeerConnectionKind KindOf(Connection connection) => (connection.IsRelayed, connection.IsHolePunched, connection.Direction) switch
    {
        (true, _, Direction.Inbound) => PeerConnectionKind.RelayInbound,
        (true, _, _) => PeerConnectionKind.RelayOutbound,
        (_, true, Direction.Inbound) => PeerConnectionKind.HolePunchedInbound,
        (_, true, _) => PeerConnectionKind.HolePunchedOutbound,
        (_, _, Direction.Inbound) => PeerConnectionKind.Inbound,
        _ => PeerConnectionKind.Outbound,
    };

    private PeerReport Describe(IGrouping<PeerId, Connection> connections)
    {
        var now = network.Host.Options.Time.GetUtcNow();
        var peer = connections.Key;
        var tags = new List<string>();
        if (_direct.Contains(peer))
            tags.Add("direct");
        if (_bootnodes.Contains(peer))
            tags.Add("bootnode");
        var (client, server) = network.RequestsOf(peer);
        return new PeerReport(
            peer.ToPort(),
            [.. connections.OrderBy(connection => connection.OpenedAt).Select(connection => new PeerConnectionReport(
                (connection.RemoteAddress.WithoutPeer() ?? connection.RemoteAddress).ToString(), now - connection.OpenedAt, connection.Direction == Direction.Outbound, KindOf(connection)))],
            tags,
            client,
            server,
            network.Traffic.Of(peer));
    }
}
