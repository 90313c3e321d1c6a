using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>Policy on who is connected: asked before anything is done for a connection. Answers must be quick.</summary>
public interface IConnectionGater
{
    bool MayDial(PeerId peer);

    /// <summary>Asked for each address, after names were resolved.</summary>
    bool MayDial(PeerId peer, Multiaddr address);

    /// <summary>Asked before the handshake of an inbound connection.</summary>
    bool MayAccept(Multiaddr remoteAddress);

    /// <summary>Asked when the peer of a connection is known.</summary>
    bool MayKeep(PeerId peer, Direction direction, Multiaddr remoteAddress);
}
