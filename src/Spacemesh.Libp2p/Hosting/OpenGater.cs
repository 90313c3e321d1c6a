using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>Lets everyone in.</summary>
internal sealed class OpenGater : IConnectionGater
{
    public bool MayDial(PeerId peer) => true;

    public bool MayDial(PeerId peer, Multiaddr address) => true;

    public bool MayAccept(Multiaddr remoteAddress) => true;

    public bool MayKeep(PeerId peer, Direction direction, Multiaddr remoteAddress) => true;
}
