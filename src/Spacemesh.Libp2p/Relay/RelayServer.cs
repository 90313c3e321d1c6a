using System.Net;
using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Relay;

/// <summary>The hop side of circuit relay v2 (spec 08 §2.12): reservations, and circuits to those who have one. One lock.</summary>
public sealed class RelayServer : IDisposable
{
    private readonly Lock _entry = new();
    private readonly Host _host;
    private readonly RelayServerOptions _options;
    private readonly ILogger _logger;
    private readonly Dictionary<PeerId, (DateTimeOffset Expires, IPAddress? Ip)> _reservations = [];
    private readonly Dictionary<PeerId, int> _circuits = [];

    public RelayServer(Host host, RelayServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
        _options = options;
        _logger = host.Options.Logs.CreateLogger<RelayServer>();
    }

    public int ReservationCount
    {
        get
        {
            lock (_entry)
            {
                return _reservations.Count;
            }
        }
    }

    public void Start()
    {
        _host.Handle(RelayProtocols.Hop, ServeAsync);
        _host.Disconnected += OnDisconnected;
    }

    public void Dispose()
    {
        _host.Disconnected -= OnDisconnected;
        _host.Unhandle(RelayProtocols.Hop);
    }

    private void OnDisconnected(Connection connection)
    {
        if (_host.StateOf(connection.Peer) != ConnectionState.NotConnected)
            return;
        lock (_entry)
        {
            _reservations.Remove(connection.Peer);
        }
    }

    private async Task ServeAsync(P2pStream stream, CancellationToken closing)
    {
        stream.SetDeadline(_options.StreamTimeout);
        byte[]? frame;
        try
        {
            frame = await stream.ReadFrameAsync(RelayMessage.MaximumSize, closing);
        }
        catch (Libp2pException exception) when (exception.Fault == Libp2pFault.ProtocolViolation)
        {
            frame = [0xff];
        }

        if (frame is null)
            return;
        var message = RelayMessage.DecodeHop(frame);
        switch (message?.Type)
        {
            case RelayMessageType.Reserve:
                await WriteAsync(stream, Reserve(stream), closing);
                break;
            case RelayMessageType.Connect when message.Peer is { } target:
                await ConnectAsync(stream, target, closing);
                break;
            default:
                await WriteAsync(stream, RelayMessage.Answer(RelayStatus.MalformedMessage), closing);
                break;
        }
    }

    private static ValueTask WriteAsync(P2pStream stream, RelayMessage message, CancellationToken cancellationToken) =>
        stream.WriteFrameAsync(message.EncodeHop(), cancellationToken);

    private RelayMessage Reserve(P2pStream stream)
    {
        if (stream.Connection.IsRelayed)
            return RelayMessage.Answer(RelayStatus.PermissionDenied);
        var now = _host.Options.Time.GetUtcNow();
        var expires = now + _options.ReservationTime;
        var ip = stream.Connection.RemoteAddress.Ip;
        lock (_entry)
        {
            foreach (var expired in _reservations.Where(entry => entry.Value.Expires <= now).Select(entry => entry.Key).ToList())
                _reservations.Remove(expired);
            bool refresh = _reservations.ContainsKey(stream.Peer);
            bool full = _reservations.Count >= _options.Reservations
                || (ip is not null && !IPAddress.IsLoopback(ip) && _reservations.Values.Count(entry => ip.Equals(entry.Ip)) >= _options.ReservationsPerAddress);
            if (!refresh && full)
                return RelayMessage.Answer(RelayStatus.ReservationRefused);
            _reservations[stream.Peer] = (expires, ip);
        }

        _host.Tags.Set(stream.Peer, "relay-reservation", 10);
        var addresses = _host.Addresses.Where(IpNetworks.IsPublic).Select(address => address.WithPeer(_host.Id)).ToList();
        byte[] voucher = new RelayVoucher(_host.Id, stream.Peer, (ulong)expires.ToUnixTimeSeconds()).Seal(_host.Options.Identity);
        return new RelayMessage(RelayMessageType.Status) { Status = RelayStatus.Ok, Reservation = new RelayReservation(expires, addresses, voucher), Limit = _options.Limit };
    }

    private async Task ConnectAsync(P2pStream source, PeerId target, CancellationToken closing)
    {
        if (source.Connection.IsRelayed)
        {
            await WriteAsync(source, RelayMessage.Answer(RelayStatus.PermissionDenied), closing);
            return;
        }

        if (TryOpenCircuit(source.Peer, target) is { } refusal)
        {
            await WriteAsync(source, RelayMessage.Answer(refusal), closing);
            return;
        }

        try
        {
            var destination = await OpenStopAsync(source.Peer, target, closing);
            if (destination is null)
            {
                await WriteAsync(source, RelayMessage.Answer(RelayStatus.ConnectionFailed), closing);
                return;
            }

            await WriteAsync(source, new RelayMessage(RelayMessageType.Status) { Status = RelayStatus.Ok, Limit = _options.Limit }, closing);
            _logger.CircuitOpened(source.Peer, target);
            source.SetDeadline(_options.Limit?.Duration);
            destination.SetDeadline(_options.Limit?.Duration);
            var forward = PipeAsync(source, destination, closing);
            var backward = PipeAsync(destination, source, closing);
            await forward;
            await backward;
            await destination.CloseAsync();
        }
        finally
        {
            CloseCircuit(source.Peer, target);
        }
    }

    /// <summary>Takes a place for a circuit; a status when there is none.</summary>
    private RelayStatus? TryOpenCircuit(PeerId source, PeerId target)
    {
        lock (_entry)
        {
            if (!_reservations.TryGetValue(target, out var reservation) || reservation.Expires <= _host.Options.Time.GetUtcNow())
                return RelayStatus.NoReservation;
            if (_circuits.GetValueOrDefault(source) >= _options.CircuitsPerPeer || _circuits.GetValueOrDefault(target) >= _options.CircuitsPerPeer)
                return RelayStatus.ResourceLimitExceeded;
            _circuits[source] = _circuits.GetValueOrDefault(source) + 1;
            _circuits[target] = _circuits.GetValueOrDefault(target) + 1;
            return null;
        }
    }

    private void CloseCircuit(PeerId source, PeerId target)
    {
        lock (_entry)
        {
            foreach (var peer in (PeerId[])[source, target])
            {
                if (--_circuits[peer] == 0)
                    _circuits.Remove(peer);
            }
        }
    }

    private async Task<P2pStream?> OpenStopAsync(PeerId source, PeerId target, CancellationToken closing)
    {
        P2pStream? stream = null;
        try
        {
            stream = await _host.OpenStreamAsync(target, [RelayProtocols.Stop], cancellationToken: closing);
            stream.SetDeadline(_options.ConnectTimeout);
            await stream.WriteFrameAsync(new RelayMessage(RelayMessageType.Connect) { Peer = source, Limit = _options.Limit }.EncodeStop(), closing);
            var answer = await stream.ReadFrameAsync(RelayMessage.MaximumSize, closing) is { } frame ? RelayMessage.DecodeStop(frame) : null;
            if (answer is { Type: RelayMessageType.Status, Status: RelayStatus.Ok })
                return stream;
            stream.Abort();
            return null;
        }
        catch (Libp2pException exception)
        {
            _logger.StopFailed(target, exception.Message);
            stream?.Abort();
            return null;
        }
    }

    /// <summary>Copies one direction until its end, its limit or an error; beyond the limit both are reset.</summary>
    private async Task PipeAsync(P2pStream from, P2pStream to, CancellationToken closing)
    {
        byte[] buffer = new byte[_options.BufferSize];
        ulong left = _options.Limit?.Data ?? ulong.MaxValue;
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, closing)) > 0)
            {
                if ((ulong)count > left)
                    throw new Libp2pException(Libp2pFault.Refused, "the circuit's limit of data is reached");
                left -= (ulong)count;
                await to.WriteAsync(buffer.AsMemory(0, count), closing);
            }

            await to.CloseWriteAsync(closing);
        }
        catch (Exception exception) when (exception is Libp2pException or OperationCanceledException)
        {
            from.Abort();
            to.Abort();
        }
    }
}
