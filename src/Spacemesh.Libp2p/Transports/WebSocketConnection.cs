using System.Net.Sockets;
using System.Net.WebSockets;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>Bytes in the binary messages of a WebSocket. A server side is upgraded with its first operation.</summary>
internal sealed class WebSocketConnection(WebSocket? socket, NetworkStream stream, Multiaddr local, Multiaddr remote) : ITransportConnection
{
    private readonly Lock _entry = new();
    private Task<WebSocket>? _upgrade = socket is null ? null : Task.FromResult(socket);

    public Multiaddr LocalAddress { get; } = local;

    public Multiaddr RemoteAddress { get; } = remote;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var webSocket = await SocketAsync(cancellationToken);
        // There is no way to wait for a message without taking it.
        if (buffer.IsEmpty)
            return 0;
        try
        {
            while (true)
            {
                var result = await webSocket.ReceiveAsync(buffer, cancellationToken);
                if (result.MessageType == WebSocketMessageType.Close)
                    return 0;
                if (result.MessageType == WebSocketMessageType.Text)
                    throw new Libp2pException(Libp2pFault.ProtocolViolation, "a text message on a WebSocket");
                if (result.Count > 0)
                    return result.Count;
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException)
        {
            throw Closed(exception);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var webSocket = await SocketAsync(cancellationToken);
        try
        {
            await webSocket.SendAsync(data, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException)
        {
            throw Closed(exception);
        }
    }

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public void Abort() => stream.Dispose();

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static Libp2pException Closed(Exception exception) => new(Libp2pFault.ConnectionClosed, $"the connection ended: {exception.Message}", exception);

    private Task<WebSocket> SocketAsync(CancellationToken cancellationToken)
    {
        lock (_entry)
        {
            return _upgrade ??= UpgradeAsync(cancellationToken);
        }
    }

    private async Task<WebSocket> UpgradeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WebSocketUpgrade.AnswerAsync(stream, cancellationToken);
            return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            throw Closed(exception);
        }
    }
}
