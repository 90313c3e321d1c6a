using System.Net;
using System.Net.Sockets;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Net.Hosting;

/// <summary>
/// Who may be dialled and who may come in (spec 08 §2.5): so many peers each way, and nobody at an address of the block lists. Direct peers
/// are always dialled; they are not exempt from the inbound limit.
/// </summary>
internal sealed class PeerGater(PeerNetworkOptions options) : IConnectionGater
{
    private readonly int _inbound = (int)(options.HighPeers * options.InboundFraction);
    private readonly int _outbound = (int)(options.HighPeers * options.OutboundFraction);
    private readonly HashSet<PeerId> _direct = [.. options.DirectPeers.Select(peer => peer.Id)];
    private readonly IReadOnlyList<IPNetwork> _blocked = options.PrivateNetwork ? [] : options.BlockedNetworks;

    /// <summary>Distinct connected peers; given once the host is there, which needs the gater first.</summary>
    public Func<int> PeerCount { get; set; } = () => 0;

    public bool MayDial(PeerId peer) => _direct.Contains(peer) || PeerCount() <= _outbound;

    public bool MayDial(PeerId peer, Multiaddr address) => _direct.Contains(peer) || !IsBlocked(address);

    public bool MayAccept(Multiaddr remoteAddress) => PeerCount() <= _inbound;

    public bool MayKeep(PeerId peer, Direction direction, Multiaddr remoteAddress) => true;

    /// <summary>By the first IP component as it stands: an IPv4 address inside an IPv6 one is not looked for.</summary>
    private bool IsBlocked(Multiaddr address) =>
        address.Ip is { } ip && _blocked.Any(network => (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork) == (ip.AddressFamily == AddressFamily.InterNetwork) && network.Contains(ip));
}
