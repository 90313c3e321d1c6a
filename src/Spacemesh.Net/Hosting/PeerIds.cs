using Libp2pId = Spacemesh.Libp2p.Identity.PeerId;
using PeerId = Spacemesh.Ports.Network.PeerId;

namespace Spacemesh.Net.Hosting;

/// <summary>A peer's name in the ports is the text of its libp2p id.</summary>
internal static class PeerIds
{
    public static PeerId ToPort(this Libp2pId id) => new(id.ToString());

    public static Libp2pId? ToLibp2p(this PeerId id) => Libp2pId.TryParse(id.Text, out var parsed) ? parsed : null;
}
