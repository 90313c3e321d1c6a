using System.Net;
using System.Net.Sockets;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>A connected TCP socket.</summary>
internal sealed class TcpConnection(Socket socket) : ITransportConnection
{
    public Multiaddr LocalAddress { get; } = Multiaddr.OfTcp((IPEndPoint)socket.LocalEndPoint!);

    public Multiaddr RemoteAddress { get; } = Multiaddr.OfTcp((IPEndPoint)socket.RemoteEndPoint!);

    public static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Closed(exception);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        try
        {
            while (!data.IsEmpty)
                data = data[await socket.SendAsync(data, SocketFlags.None, cancellationToken)..];
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Closed(exception);
        }
    }

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer was faster.
        }

        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Already closed.
        }

        socket.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Libp2pException Closed(Exception exception) => new(Libp2pFault.ConnectionClosed, $"the connection ended: {exception.Message}", exception);
}
