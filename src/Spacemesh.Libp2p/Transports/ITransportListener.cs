using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>Accepts raw connections at one address.</summary>
public interface ITransportListener : IAsyncDisposable
{
    /// <summary>The address with the port that is really used.</summary>
    Multiaddr Address { get; }

    /// <summary>The next connection; null after the listener was disposed.</summary>
    ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellationToken = default);
}
