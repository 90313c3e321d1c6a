using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>Accepts secured connections at one address.</summary>
public interface ISecureTransportListener : IAsyncDisposable
{
    Multiaddr Address { get; }

    /// <summary>The next connection; null after the listener was disposed.</summary>
    ValueTask<SecureTransportConnection?> AcceptAsync(CancellationToken cancellationToken = default);
}
