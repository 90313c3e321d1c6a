using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Relay;

/// <summary>
/// The client side of circuit relay v2 (spec 08 §2.12): dials <c>/p2p-circuit</c> addresses, accepts circuits, holds reservations and advertises
/// the addresses that they give. One lock.
/// </summary>
public sealed class RelayClient : ITransport, IAsyncDisposable
{
    private static readonly TimeSpan StreamTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RefreshBefore = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _entry = new();
    private readonly Host _host;
    private readonly ILogger _logger;
    private readonly BackgroundWork _work;
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<PeerId, RelayReservation> _reservations = [];

    public RelayClient(Host host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
        _logger = host.Options.Logs.CreateLogger<RelayClient>();
        _work = new BackgroundWork(host.ReportBug);
    }

    /// <summary>A reservation was lost.</summary>
    public event Action<PeerId>? Lost;

    public IReadOnlyDictionary<PeerId, RelayReservation> Reservations
    {
        get
        {
            lock (_entry)
            {
                return new Dictionary<PeerId, RelayReservation>(_reservations);
            }
        }
    }

    public void Start()
    {
        _host.AddTransport(this);
        _host.AddAddressSource(Addresses);
        _host.Handle(RelayProtocols.Stop, AcceptAsync);
        _host.Disconnected += OnDisconnected;
        _work.Start(RefreshLoopAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _host.Disconnected -= OnDisconnected;
        _host.Unhandle(RelayProtocols.Stop);
        _closing.CancelHere();
        await _work.WhenIdleAsync();
    }

    public bool Handles(Multiaddr address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.BeforeCircuit()?.Peer is { } relay && relay != _host.Id;
    }

    public async ValueTask<ITransportConnection> DialAsync(Multiaddr address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var target = address.Peer ?? throw new Libp2pException(Libp2pFault.Transport, $"{address} does not name the peer behind the relay");
        PeerAddress.TryOf(address.BeforeCircuit()!, out var relay);
        var connection = await _host.ConnectAsync(relay!, cancellationToken);
        await connection.Identified.AwaitAsync(cancellationToken);
        var stream = await _host.OpenStreamAsync(relay!.Id, [RelayProtocols.Hop], cancellationToken: cancellationToken);
        try
        {
            stream.SetDeadline(StreamTimeout);
            await stream.WriteFrameAsync(new RelayMessage(RelayMessageType.Connect) { Peer = target }.EncodeHop(), cancellationToken);
            var answer = await ReadAsync(stream, cancellationToken);
            if (answer is not { Type: RelayMessageType.Status, Status: RelayStatus.Ok })
                throw new Libp2pException(Libp2pFault.Transport, $"the relay {relay.Id} refuses a circuit to {target}: {answer?.Status}");
            stream.SetDeadline(null);
            return new RelayedConnection(stream, connection.LocalAddress.WithCircuit(), address.WithoutPeer()!, answer.Limit is not null);
        }
        catch
        {
            stream.Abort();
            throw;
        }
    }

    public ValueTask<ITransportListener> ListenAsync(Multiaddr address, CancellationToken cancellationToken = default) =>
        throw new Libp2pException(Libp2pFault.Transport, "a relay is listened at through a reservation");

    /// <summary>Makes or refreshes a reservation.</summary>
    /// <exception cref="Libp2pException">The relay cannot be reached or refuses.</exception>
    public async Task<RelayReservation> ReserveAsync(PeerAddress relay, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(relay);
        var connection = await _host.ConnectAsync(relay, cancellationToken);
        await connection.Identified.AwaitAsync(cancellationToken);
        await using var stream = await _host.OpenStreamAsync(relay.Id, [RelayProtocols.Hop], cancellationToken: cancellationToken);
        stream.SetDeadline(StreamTimeout);
        await stream.WriteFrameAsync(new RelayMessage(RelayMessageType.Reserve).EncodeHop(), cancellationToken);
        var answer = await ReadAsync(stream, cancellationToken);
        if (answer is not { Type: RelayMessageType.Status, Status: RelayStatus.Ok, Reservation: { } reservation })
            throw new Libp2pException(Libp2pFault.Refused, $"the relay {relay.Id} gives no reservation: {answer?.Status}");
        if (reservation.Expires <= _host.Options.Time.GetUtcNow())
            throw new Libp2pException(Libp2pFault.ProtocolViolation, $"the reservation of {relay.Id} is over already");
        lock (_entry)
        {
            _reservations[relay.Id] = reservation;
        }

        _host.Tags.Protect(relay.Id, "autorelay");
        _logger.Reserved(relay.Id, reservation.Expires);
        _host.NotifySelfChanged();
        return reservation;
    }

    private static async Task<RelayMessage?> ReadAsync(P2pStream stream, CancellationToken cancellationToken) =>
        await stream.ReadFrameAsync(RelayMessage.MaximumSize, cancellationToken) is { } frame ? RelayMessage.DecodeHop(frame) : null;

    private IEnumerable<Multiaddr> Addresses()
    {
        foreach (var (relay, reservation) in Reservations)
        {
            var known = reservation.Addresses.Count > 0 ? reservation.Addresses : [.. _host.Peers.Addresses(relay).Select(address => address.WithPeer(relay))];
            foreach (var address in known)
            {
                if (address.Peer == relay)
                    yield return address.WithCircuit();
            }
        }
    }

    private void OnDisconnected(Connection connection)
    {
        if (_host.StateOf(connection.Peer) == ConnectionState.NotConnected)
            Drop(connection.Peer);
    }

    private void Drop(PeerId relay)
    {
        lock (_entry)
        {
            if (!_reservations.Remove(relay))
                return;
        }

        _host.Tags.Unprotect(relay, "autorelay");
        _host.NotifySelfChanged();
        Lost?.Invoke(relay);
    }

    private async Task AcceptAsync(P2pStream stream, CancellationToken closing)
    {
        stream.SetDeadline(StreamTimeout);
        var message = await stream.ReadFrameAsync(RelayMessage.MaximumSize, closing) is { } frame ? RelayMessage.DecodeStop(frame) : null;
        if (message is not { Type: RelayMessageType.Connect, Peer: { } })
        {
            await stream.WriteFrameAsync(RelayMessage.Answer(message is null ? RelayStatus.MalformedMessage : RelayStatus.UnexpectedMessage).EncodeStop(), closing);
            return;
        }

        await stream.WriteFrameAsync(RelayMessage.Answer(RelayStatus.Ok).EncodeStop(), closing);
        stream.SetDeadline(null);
        var remote = stream.Connection.RemoteAddress.WithPeer(stream.Peer).WithCircuit();
        await _host.TakeAsync(new RelayedConnection(stream, stream.Connection.LocalAddress.WithCircuit(), remote, message.Limit is not null));
        await stream.Ended;
    }

    private async Task RefreshLoopAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(RefreshEvery, _host.Options.Time, _closing.Token);
                foreach (var (relay, reservation) in Reservations)
                {
                    if (reservation.Expires - _host.Options.Time.GetUtcNow() < RefreshBefore)
                        await RefreshAsync(relay);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The client ends.
        }
    }

    private async Task RefreshAsync(PeerId relay)
    {
        try
        {
            await ReserveAsync(new PeerAddress(relay, []), _closing.Token);
        }
        catch (Libp2pException exception)
        {
            _logger.ReservationFailed(relay, exception.Message);
            Drop(relay);
        }
    }
}
