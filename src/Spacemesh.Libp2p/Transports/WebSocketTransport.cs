using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>WebSocket over TCP (<c>/tcp/PORT/ws</c>): binary messages carry the bytes, whatever their borders.</summary>
public sealed class WebSocketTransport : ITransport
{
    public bool Handles(Multiaddr address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Parts.Count == 3 && address.Ip is not null && address.Parts[1].Code == ProtocolCodes.Tcp && address.Parts[2].Code == ProtocolCodes.Ws;
    }

    public async ValueTask<ITransportConnection> DialAsync(Multiaddr address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var remote = new IPEndPoint(address.Ip!, address.Port);
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            TcpConnection.Prepare(socket);
            await socket.ConnectAsync(remote, cancellationToken);
            var local = (IPEndPoint)socket.LocalEndPoint!;
            var stream = new NetworkStream(socket, ownsSocket: true);
            await WebSocketUpgrade.RequestAsync(stream, remote, cancellationToken);
            return new WebSocketConnection(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = false }), stream, WebSocketListener.AddressOf(local), address);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            socket.Dispose();
            throw new Libp2pException(Libp2pFault.Transport, $"{address}: {exception.Message}", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask<ITransportListener> ListenAsync(Multiaddr address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var endPoint = new IPEndPoint(address.Ip!, address.Port);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen();
            return new ValueTask<ITransportListener>(new WebSocketListener(socket));
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new Libp2pException(Libp2pFault.Transport, $"cannot listen at {address}: {exception.Message}", exception);
        }
    }
}
