using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Transports;

/// <summary>A transport whose connections are secured and multiplexed already.</summary>
public interface ISecureTransport
{
    bool Handles(Multiaddr address);

    /// <exception cref="Libp2pException">Nothing answers, or another peer.</exception>
    ValueTask<SecureTransportConnection> DialAsync(Multiaddr address, PeerId? expected, CancellationToken cancellationToken = default);

    /// <exception cref="Libp2pException">The address cannot be used.</exception>
    ValueTask<ISecureTransportListener> ListenAsync(Multiaddr address, CancellationToken cancellationToken = default);
}
