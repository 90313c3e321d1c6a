using System.Net;
using System.Net.Sockets;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>A listening TCP socket.</summary>
internal sealed class TcpListener(Socket socket, IPEndPoint endPoint, Action<IPEndPoint> closed) : ITransportListener
{
    private volatile bool _disposed;

    public Multiaddr Address { get; } = Multiaddr.OfTcp(endPoint);

    public async ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_disposed)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken);
                try
                {
                    TcpConnection.Prepare(accepted);
                    return new TcpConnection(accepted);
                }
                catch (SocketException)
                {
                    // Gone before it was looked at.
                    accepted.Dispose();
                }
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException exception) when (!_disposed && exception.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                throw new Libp2pException(Libp2pFault.Refused, $"{Address}: {exception.Message}", exception);
            }
            catch (SocketException exception)
            {
                if (_disposed || exception.SocketErrorCode == SocketError.OperationAborted)
                    return null;
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            closed(endPoint);
            socket.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
