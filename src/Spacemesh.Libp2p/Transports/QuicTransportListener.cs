#pragma warning disable CA1416 // Made only where QuicSupport says so.
using System.Net.Quic;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>Accepts QUIC connections at one address.</summary>
internal sealed class QuicTransportListener(QuicListener listener, Func<QuicConnection, CancellationToken, ValueTask<SecureTransportConnection>> accept) : ISecureTransportListener
{
    private volatile bool _disposed;

    public Multiaddr Address { get; } = QuicTransport.AddressOf(listener.LocalEndPoint);

    public async ValueTask<SecureTransportConnection?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_disposed)
        {
            QuicConnection? connection = null;
            try
            {
                connection = await listener.AcceptConnectionAsync(cancellationToken);
                return await accept(connection, cancellationToken);
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (Exception exception) when (exception is QuicException or Libp2pException or System.Security.Authentication.AuthenticationException or EndOfStreamException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // This peer's handshake failed; the next may do better.
                if (connection is not null)
                    await connection.DisposeAsync();
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await listener.DisposeAsync();
    }
}
