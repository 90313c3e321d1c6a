using System.Net;
using System.Net.Sockets;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>TCP (spec 08 §2.5): no delay, keep-alive, dialled sockets end in a reset.</summary>
public sealed class TcpTransport(TcpOptions? options = null) : ITransport
{
    private readonly TcpOptions _options = options ?? new TcpOptions();
    private readonly Lock _entry = new();
    private readonly List<IPEndPoint> _listening = [];

    public bool Handles(Multiaddr address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Parts.Count == 2 && address.Ip is not null && address.Parts[1].Code == ProtocolCodes.Tcp;
    }

    public async ValueTask<ITransportConnection> DialAsync(Multiaddr address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var remote = new IPEndPoint(address.Ip!, address.Port);
        try
        {
            if (_options.ReusePort && LocalFor(remote) is { } local)
            {
                var reusing = await TryConnectAsync(remote, local, cancellationToken);
                if (reusing is not null)
                    return reusing;
            }

            return (await TryConnectAsync(remote, null, cancellationToken))!;
        }
        catch (SocketException exception)
        {
            throw new Libp2pException(Libp2pFault.Transport, $"{address}: {exception.Message}", exception);
        }
    }

    public ValueTask<ITransportListener> ListenAsync(Multiaddr address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var endPoint = new IPEndPoint(address.Ip!, address.Port);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            if (_options.ReusePort)
                ReusablePort.Set(socket);
            socket.Bind(endPoint);
            socket.Listen(_options.Backlog);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new Libp2pException(
                Libp2pFault.Transport, $"listen tcp{(endPoint.AddressFamily == AddressFamily.InterNetwork ? 4 : 6)} {endPoint}: bind: {ReasonOf(exception)}", exception);
        }

        var bound = (IPEndPoint)socket.LocalEndPoint!;
        lock (_entry)
        {
            _listening.Add(bound);
        }

        return new ValueTask<ITransportListener>(new TcpListener(socket, bound, Forget));
    }

    private async ValueTask<ITransportConnection?> TryConnectAsync(IPEndPoint remote, IPEndPoint? local, CancellationToken cancellationToken)
    {
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (local is not null)
            {
                ReusablePort.Set(socket);
                socket.Bind(local);
            }

            TcpConnection.Prepare(socket);
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            await socket.ConnectAsync(remote, cancellationToken);
            return new TcpConnection(socket);
        }
        catch (SocketException exception) when (local is not null
            && exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AddressNotAvailable or SocketError.InvalidArgument or SocketError.AccessDenied)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private IPEndPoint? LocalFor(IPEndPoint remote)
    {
        bool loopback = IPAddress.IsLoopback(remote.Address);
        lock (_entry)
        {
            foreach (var own in _listening)
            {
                if (own.AddressFamily == remote.AddressFamily && !loopback && !IPAddress.IsLoopback(own.Address))
                    return own;
            }
        }

        return null;
    }

    private void Forget(IPEndPoint endPoint)
    {
        lock (_entry)
        {
            _listening.Remove(endPoint);
        }
    }

    /// <summary>In the words that operators search for.</summary>
    private static string ReasonOf(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "address already in use",
        SocketError.AccessDenied => "permission denied",
        SocketError.AddressNotAvailable => "cannot assign requested address",
        _ => exception.Message,
    };
}
