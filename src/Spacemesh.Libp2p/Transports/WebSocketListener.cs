using System.Net;
using System.Net.Sockets;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>Accepts TCP connections; the upgrade to WebSocket happens with the first bytes, so that a silent client holds nobody up.</summary>
internal sealed class WebSocketListener(Socket socket) : ITransportListener
{
    private volatile bool _disposed;

    public Multiaddr Address { get; } = AddressOf((IPEndPoint)socket.LocalEndPoint!);

    public static Multiaddr AddressOf(IPEndPoint endPoint) => Multiaddr.OfTcp(endPoint).Append(Multiaddr.Parse("/ws"));

    public async ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_disposed)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken);
                TcpConnection.Prepare(accepted);
                var remote = AddressOf((IPEndPoint)accepted.RemoteEndPoint!);
                var stream = new NetworkStream(accepted, ownsSocket: true);
                return new WebSocketConnection(null, stream, Address, remote);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                if (_disposed)
                    return null;
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
