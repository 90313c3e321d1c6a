using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identify;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Multiplexing;
using Spacemesh.Libp2p.Negotiation;
using Spacemesh.Libp2p.Ping;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>
/// A libp2p host: dials and accepts connections, serves and opens streams, knows its peers. Identify and ping are part of it; gossip,
/// Kademlia and the rest are built on its public surface. Handlers may be registered before and after <see cref="StartAsync"/>. Events are
/// raised outside locks and must return quickly. One lock for the tables.
/// </summary>
public sealed class Host : IAsyncDisposable
{
    private readonly Lock _entry = new();
    private readonly Dictionary<PeerId, List<Connection>> _connections = [];
    private readonly Dictionary<string, StreamHandler> _handlers = new(StringComparer.Ordinal);
    private readonly Dictionary<PeerId, Task<Connection>> _dials = [];
    private readonly List<ITransport> _transports;
    private readonly List<IAsyncDisposable> _listeners = [];
    private readonly List<Multiaddr> _listening = [];
    private readonly List<Func<IEnumerable<Multiaddr>>> _addressSources = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly BackgroundWork _work;
    private readonly ResourceCounter _counter;
    private readonly ConnectionUpgrader _upgrader;
    private readonly Dialler _dialler;
    private readonly Acceptor _acceptor;
    private readonly ILogger _logger;
    private readonly IdentifyService _identify;
    private bool _ended;

    public Host(HostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Peers = new Peerstore(options.Time);
        Tags = new PeerTags(options.Time);
        _transports = [.. options.Transports];
        _logger = options.Logs.CreateLogger<Host>();
        _work = new BackgroundWork(ReportBug);
        _counter = new ResourceCounter(options.Limits);
        _upgrader = new ConnectionUpgrader(options);
        _dialler = new Dialler(options, _upgrader, _counter, () => _transports);
        _acceptor = new Acceptor(options, _upgrader, _counter, _work, connection => Add(connection, Direction.Inbound, taken: true), _closing.Token, _logger);
        _identify = new IdentifyService(this, _work, _closing.Token);
        Handle(IdentifyService.Protocol, _identify.ServeAsync);
        Handle(IdentifyService.PushProtocol, _identify.ReceivePushAsync);
        Handle(PingService.Protocol, PingService.ServeAsync);
    }

    /// <summary>A connection was made; its peer is not identified yet.</summary>
    public event Action<Connection>? Connected;

    /// <summary>A connection is over.</summary>
    public event Action<Connection>? Disconnected;

    /// <summary>What is known of a peer's protocols or addresses changed.</summary>
    public event Action<PeerId>? PeerChanged;

    /// <summary>A peer tells from which address it sees this host.</summary>
    public event Action<Connection, Multiaddr>? Observed;

    /// <summary>Own addresses or protocols changed.</summary>
    public event Action? SelfChanged;

    public HostOptions Options { get; }

    public PeerId Id => Options.Identity.Id;

    public Peerstore Peers { get; }

    /// <summary>Whose connections are kept when there are too many.</summary>
    public PeerTags Tags { get; }

    /// <summary>Streams that handlers serve or that were opened and are not over, with those in negotiation.</summary>
    public int StreamCount => _counter.Streams;

    /// <summary>Open streams by their protocol, with agreement on one only.</summary>
    public IReadOnlyDictionary<string, int> StreamsByProtocol => _counter.StreamsByProtocol;

    /// <summary>Connections that have a place, those in their handshake among them.</summary>
    public (int Inbound, int Outbound) ConnectionPlaces => _counter.Connections;

    /// <summary>Tasks of the host that run; zero after it was disposed.</summary>
    public int RunningTasks => _work.Count;

    /// <summary>The first error that a task of the host did not handle: a bug. Null in a sound host.</summary>
    public Exception? Bug { get; private set; }

    /// <summary>Cancelled when the host ends.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Addresses at which it listens, with the real ports.</summary>
    public IReadOnlyList<Multiaddr> ListenAddresses
    {
        get
        {
            lock (_entry)
            {
                return [.. _listening];
            }
        }
    }

    /// <summary>Addresses that peers are told.</summary>
    public IReadOnlyList<Multiaddr> Addresses
    {
        get
        {
            if (Options.AdvertiseAddresses.Count > 0)
                return Options.AdvertiseAddresses;
            List<Func<IEnumerable<Multiaddr>>> sources;
            lock (_entry)
            {
                sources = [.. _addressSources];
            }

            return [.. InterfaceAddresses.Expand(ListenAddresses).Concat(sources.SelectMany(source => source())).Distinct()];
        }
    }

    /// <summary>Protocols that are served, in ascending byte order.</summary>
    public IReadOnlyList<string> Protocols
    {
        get
        {
            lock (_entry)
            {
                return [.. _handlers.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public IReadOnlyList<Connection> Connections
    {
        get
        {
            lock (_entry)
            {
                return [.. _connections.Values.SelectMany(list => list)];
            }
        }
    }

    /// <summary>Peers with at least one connection, limited ones included.</summary>
    public int PeerCount
    {
        get
        {
            lock (_entry)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Begins to listen at all configured addresses that can be used.</summary>
    /// <exception cref="Libp2pException">None of them can.</exception>
    public async Task StartAsync()
    {
        var failures = new List<Libp2pException>();
        foreach (var address in Options.ListenAddresses)
        {
            try
            {
                await ListenAsync(address);
            }
            catch (Libp2pException exception)
            {
                failures.Add(exception);
            }
        }

        if (failures.Count > 0 && failures.Count == Options.ListenAddresses.Count)
            throw new Libp2pException(Libp2pFault.Transport, $"failed to listen on any addresses: [{string.Join(' ', failures.Select(failure => failure.Message))}]", failures[0]);
        foreach (var failure in failures)
            _logger.ListenFailed(failure.Message);
    }

    /// <summary>Listens at one more address.</summary>
    /// <exception cref="Libp2pException">It cannot be used.</exception>
    public async Task<Multiaddr> ListenAsync(Multiaddr address)
    {
        Multiaddr real;
        if (Options.SecureTransports.FirstOrDefault(transport => transport.Handles(address)) is { } secure)
        {
            var listener = await secure.ListenAsync(address, _closing.Token);
            Keep(listener, real = listener.Address);
            _work.Start(() => _acceptor.RunAsync(listener));
        }
        else if (_transports.FirstOrDefault(transport => transport.Handles(address)) is { } transport)
        {
            var listener = await transport.ListenAsync(address, _closing.Token);
            Keep(listener, real = listener.Address);
            _work.Start(() => _acceptor.RunAsync(listener));
        }
        else
        {
            throw new Libp2pException(Libp2pFault.Transport, $"no transport of this host can listen at {address}");
        }

        _logger.Listening(real);
        NotifySelfChanged();
        return real;
    }

    /// <summary>Serves a protocol; a second handler of the same replaces the first.</summary>
    public void Handle(string protocol, StreamHandler handler)
    {
        lock (_entry)
        {
            _handlers[protocol] = handler;
        }

        NotifySelfChanged();
    }

    public void Unhandle(string protocol)
    {
        lock (_entry)
        {
            if (!_handlers.Remove(protocol))
                return;
        }

        NotifySelfChanged();
    }

    /// <summary>Adds a way to dial (relays).</summary>
    public void AddTransport(ITransport transport)
    {
        lock (_entry)
        {
            _transports.Add(transport);
        }
    }

    /// <summary>Adds a source of addresses to advertise; call <see cref="NotifySelfChanged"/> when they change.</summary>
    public void AddAddressSource(Func<IEnumerable<Multiaddr>> source)
    {
        lock (_entry)
        {
            _addressSources.Add(source);
        }
    }

    /// <summary>Tells connected peers the new addresses and protocols.</summary>
    public void NotifySelfChanged()
    {
        SelfChanged?.Invoke();
        _identify?.SchedulePush();
    }

    public ConnectionState StateOf(PeerId peer)
    {
        lock (_entry)
        {
            if (!_connections.TryGetValue(peer, out var list))
                return ConnectionState.NotConnected;
            return list.Exists(connection => !connection.IsLimited) ? ConnectionState.Connected : ConnectionState.Limited;
        }
    }

    public IReadOnlyList<Connection> ConnectionsTo(PeerId peer)
    {
        lock (_entry)
        {
            return _connections.TryGetValue(peer, out var list) ? [.. list] : [];
        }
    }

    /// <summary>An open connection with the peer, else a new one to its given and known addresses.</summary>
    /// <exception cref="Libp2pException">None of them works, or the gater or a limit refuses.</exception>
    public async Task<Connection> ConnectAsync(PeerAddress peer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(peer);
        if (peer.Id == Id)
            throw new Libp2pException(Libp2pFault.Refused, "a host does not dial itself");
        if (peer.Addresses.Count > 0)
            Peers.AddAddresses(peer.Id, peer.Addresses, Peerstore.Heard);
        Task<Connection> dial;
        lock (_entry)
        {
            if (_connections.TryGetValue(peer.Id, out var open) && open.Find(connection => !connection.IsLimited) is { } existing)
                return existing;
            if (!_dials.TryGetValue(peer.Id, out dial!))
            {
                // Begins when the lock is released: the dialler may call back.
                var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                dial = DialAfterAsync(start.Task, peer.Id);
                _dials.Add(peer.Id, dial);
                start.SetResult();
            }
        }

        return await dial.AwaitAsync(cancellationToken);
    }

    /// <summary>Opens a stream on the best open connection with the peer, without dialling.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="protocols">Proposed in order.</param>
    /// <param name="allowLimited">Whether a limited connection may be used.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Libp2pException">There is no connection, or the peer takes none of the protocols.</exception>
    public async Task<P2pStream> OpenStreamAsync(PeerId peer, IReadOnlyList<string> protocols, bool allowLimited = false, CancellationToken cancellationToken = default)
    {
        Connection? best;
        lock (_entry)
        {
            best = _connections.TryGetValue(peer, out var open) ? open.Where(connection => allowLimited || !connection.IsLimited).MinBy(connection => (connection.IsLimited, connection.IsRelayed)) : null;
        }

        if (best is null)
            throw new Libp2pException(Libp2pFault.NotConnected, $"there is no connection with {peer}");
        await best.Identified.AwaitAsync(cancellationToken);
        return await OpenStreamAsync(best, protocols, cancellationToken);
    }

    /// <summary>Opens a stream on one connection. Where the peer is known to serve a protocol, it is proposed together with the first bytes.</summary>
    /// <exception cref="Libp2pException">The connection is over, or the peer takes none of the protocols.</exception>
    public async Task<P2pStream> OpenStreamAsync(Connection connection, IReadOnlyList<string> protocols, CancellationToken cancellationToken = default)
    {
        if (!_counter.TryAddStream(connection.Peer, Direction.Outbound))
            throw new Libp2pException(Libp2pFault.Refused, "the limit of streams is reached");
        IMuxStream? stream = null;
        try
        {
            using var timeout = new CancellationTokenSource(Options.NegotiationTimeout, Options.Time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                stream = await connection.Multiplexer.OpenAsync(linked.Token);
                string? known = Peers.FirstSupported(connection.Peer, protocols);
                byte[]? proposal = known is null ? null : [.. MultistreamSelect.Token(MultistreamSelect.Header), .. MultistreamSelect.Token(known)];
                string protocol = known ?? await MultistreamSelect.SelectAsync(stream, protocols, linked.Token);
                _counter.AddProtocol(protocol);
                _work.Start(() => CountEndAsync(stream, connection.Peer, protocol));
                return new P2pStream(stream, connection, Direction.Outbound, protocol, Options.Time, Options.Meter, proposal);
            }
            catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new Libp2pException(Libp2pFault.Timeout, $"{connection.Peer} does not agree on a protocol within {Options.NegotiationTimeout}", exception);
            }
        }
        catch
        {
            stream?.Abort();
            _counter.RemoveStream(connection.Peer, Direction.Outbound);
            throw;
        }
    }

    /// <summary>Closes all connections with a peer.</summary>
    public async Task ClosePeerAsync(PeerId peer)
    {
        foreach (var connection in ConnectionsTo(peer))
            await connection.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        List<IAsyncDisposable> listeners;
        lock (_entry)
        {
            _ended = true;
            listeners = [.. _listeners];
            _listeners.Clear();
            _listening.Clear();
        }

        _closing.CancelHere();
        foreach (var listener in listeners)
            await listener.DisposeAsync();
        foreach (var connection in Connections)
            await connection.CloseAsync();
        await _work.WhenIdleAsync();
        foreach (var transport in Options.SecureTransports.OfType<IAsyncDisposable>())
            await transport.DisposeAsync();
    }

    /// <summary>Dials only direct addresses, in a role that a hole punch needs; the new connection is registered.</summary>
    internal async Task<Connection> PunchAsync(PeerId peer, Multiaddr address, NoiseRole role, CancellationToken cancellationToken)
    {
        if (!_counter.TryAddConnection(Direction.Outbound, address))
            throw new Libp2pException(Libp2pFault.Refused, "the limit of connections is reached");
        UpgradedConnection upgraded;
        try
        {
            upgraded = await _dialler.DialAddressAsync(peer, address, role, cancellationToken);
        }
        catch
        {
            _counter.RemoveConnection(Direction.Outbound, address);
            throw;
        }

        return Add(upgraded with { IsHolePunched = true }, Direction.Outbound, taken: true)
            ?? throw new Libp2pException(Libp2pFault.Refused, $"the connection with {peer} is refused");
    }

    /// <summary>A new direct connection beside those that are open.</summary>
    internal async Task<Connection> ConnectDirectAsync(PeerId peer, IReadOnlyList<Multiaddr> addresses, CancellationToken cancellationToken)
    {
        var upgraded = await _dialler.DialAsync(peer, addresses, directOnly: true, cancellationToken);
        return Add(upgraded, Direction.Outbound, taken: true) ?? throw new Libp2pException(Libp2pFault.Refused, $"the connection with {peer} is refused");
    }

    /// <summary>Takes an inbound raw connection that came another way than through a listener (a relay).</summary>
    internal Task TakeAsync(ITransportConnection raw) => _acceptor.TakeAsync(raw);

    internal void RaiseObserved(Connection connection, Multiaddr address) => Observed?.Invoke(connection, address);

    internal void RaisePeerChanged(PeerId peer) => PeerChanged?.Invoke(peer);

    /// <summary>Notes an error that should not be.</summary>
    internal void ReportBug(Exception exception)
    {
        Bug ??= exception;
        _logger.TaskFailed(exception);
    }

    private void Keep(IAsyncDisposable listener, Multiaddr address)
    {
        lock (_entry)
        {
            _listeners.Add(listener);
            _listening.Add(address);
        }
    }

    private async Task<Connection> DialAfterAsync(Task start, PeerId peer)
    {
        await start;
        try
        {
            var upgraded = await _dialler.DialAsync(peer, Peers.Addresses(peer), directOnly: false, _closing.Token);
            return Add(upgraded, Direction.Outbound, taken: true) ?? throw new Libp2pException(Libp2pFault.Refused, $"the connection with {peer} is refused");
        }
        finally
        {
            lock (_entry)
            {
                _dials.Remove(peer);
            }
        }
    }

    /// <summary>Registers a connection; null when policy or a limit refuses it. Its place in the count was taken.</summary>
    private Connection? Add(UpgradedConnection upgraded, Direction direction, bool taken)
    {
        var connection = new Connection(upgraded.Multiplexer, upgraded.RemoteKey, direction, upgraded.LocalAddress, upgraded.RemoteAddress, Options.Time.GetUtcNow())
        {
            IsLimited = upgraded.IsLimited,
            IsHolePunched = upgraded.IsHolePunched,
        };
        bool kept = connection.Peer != Id && Options.Gater.MayKeep(connection.Peer, direction, connection.RemoteAddress);
        if (!kept || !TryRegister(connection))
        {
            _logger.InboundRefused(connection.RemoteAddress, "by the gater or the limit of connections per peer");
            connection.Abort();
            if (taken)
                _counter.RemoveConnection(direction, connection.RemoteAddress);
            return null;
        }

        _logger.Connected(connection.Peer, direction, connection.RemoteAddress);
        Connected?.Invoke(connection);
        _work.Start(() => ServeConnectionAsync(connection));
        _work.Start(() => _identify.IdentifyAsync(connection));
        return connection;
    }

    /// <summary>Enters it into the table; false where the limit is reached or the host ends, which closes what is in the table and no more.</summary>
    private bool TryRegister(Connection connection)
    {
        if (!_counter.TryAddPeer(connection.Peer))
            return false;
        lock (_entry)
        {
            if (!_ended)
            {
                if (!_connections.TryGetValue(connection.Peer, out var list))
                    _connections.Add(connection.Peer, list = []);
                list.Add(connection);
                return true;
            }
        }

        _counter.RemovePeer(connection.Peer);
        return false;
    }

    private async Task ServeConnectionAsync(Connection connection)
    {
        while (await connection.Multiplexer.AcceptAsync() is { } stream)
        {
            if (_counter.TryAddStream(connection.Peer, Direction.Inbound))
                _work.Start(() => ServeStreamAsync(connection, stream));
            else
                stream.Abort();
        }

        await connection.Closed;
        Remove(connection);
    }

    private void Remove(Connection connection)
    {
        bool last = false;
        lock (_entry)
        {
            if (_connections.TryGetValue(connection.Peer, out var list) && list.Remove(connection) && list.Count == 0)
                last = _connections.Remove(connection.Peer);
        }

        _counter.RemovePeer(connection.Peer);
        _counter.RemoveConnection(connection.Direction, connection.RemoteAddress);
        if (last)
            Peers.LimitAddresses(connection.Peer, Peerstore.RecentlyConnected);
        connection.MarkIdentified();
        _logger.Disconnected(connection.Peer, connection.Failure?.Message ?? "closed");
        Disconnected?.Invoke(connection);
    }

    private async Task ServeStreamAsync(Connection connection, IMuxStream stream)
    {
        string? protocol = null;
        bool isCounted = false;
        try
        {
            using (var timeout = new CancellationTokenSource(Options.NegotiationTimeout, Options.Time))
            {
                protocol = await MultistreamSelect.AcceptAsync(stream, IsHandled, timeout.Token);
            }

            if (protocol is null || FindHandler(protocol) is not { } handler)
            {
                await stream.DisposeAsync();
                return;
            }

            _counter.AddProtocol(protocol);
            isCounted = true;
            var served = new P2pStream(stream, connection, Direction.Inbound, protocol, Options.Time, Options.Meter, unsentProposal: null);
            await handler(served, _closing.Token);
            await served.CloseAsync();
        }
        catch (Exception exception) when (exception is Libp2pException or OperationCanceledException)
        {
            _logger.StreamFailed(connection.Peer, protocol ?? "", exception.Message);
            stream.Abort();
        }
        catch (Exception exception)
        {
            _logger.HandlerFailed(exception, connection.Peer, protocol ?? "");
            stream.Abort();
        }
        finally
        {
            _counter.RemoveStream(connection.Peer, Direction.Inbound);
            if (isCounted)
                _counter.RemoveProtocol(protocol!);
        }
    }

    private async Task CountEndAsync(IMuxStream stream, PeerId peer, string protocol)
    {
        await stream.Ended;
        _counter.RemoveProtocol(protocol);
        _counter.RemoveStream(peer, Direction.Outbound);
    }

    private bool IsHandled(string protocol) => FindHandler(protocol) is not null;

    private StreamHandler? FindHandler(string protocol)
    {
        lock (_entry)
        {
            return _handlers.GetValueOrDefault(protocol);
        }
    }
}
