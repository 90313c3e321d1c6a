using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>Makes raw connections, which the host then secures and multiplexes.</summary>
public interface ITransport
{
    /// <summary>Whether the address is one of this transport (names are resolved before dialling).</summary>
    bool Handles(Multiaddr address);

    /// <exception cref="Libp2pException">Nothing answers there.</exception>
    ValueTask<ITransportConnection> DialAsync(Multiaddr address, CancellationToken cancellationToken = default);

    /// <exception cref="Libp2pException">The address cannot be used.</exception>
    ValueTask<ITransportListener> ListenAsync(Multiaddr address, CancellationToken cancellationToken = default);
}
