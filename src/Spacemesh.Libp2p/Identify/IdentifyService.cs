using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Negotiation;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Identify;

/// <summary>Identify and identify push (spec 08 §2.6).</summary>
internal sealed class IdentifyService
{
    public const string Protocol = "/ipfs/id/1.0.0";
    public const string PushProtocol = "/ipfs/id/push/1.0.0";

    private const int MaximumSent = 4 << 10;
    private const int SplitAbove = 2 << 10;
    private const int MaximumReceived = 8 << 10;
    private const int MaximumParts = 10;
    private const int ParallelPushes = 32;
    private const int MaximumAgentLength = 256;

    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PushTimeout = TimeSpan.FromSeconds(5);

    private readonly Host _host;
    private readonly BackgroundWork _work;
    private readonly CancellationToken _closing;
    private readonly ILogger _logger;
    private readonly Lock _entry = new();
    private readonly AsyncSemaphore _pushes = new(ParallelPushes);
    private bool _pushScheduled;
    private ulong _sequence;
    private byte[]? _record;
    private IReadOnlyList<Multiaddr> _recordAddresses = [];

    public IdentifyService(Host host, BackgroundWork work, CancellationToken closing)
    {
        _host = host;
        _work = work;
        _closing = closing;
        _logger = host.Options.Logs.CreateLogger<IdentifyService>();
    }

    /// <summary>Answers a peer that asks.</summary>
    public async Task ServeAsync(P2pStream stream, CancellationToken closing)
    {
        stream.SetDeadline(ReadTimeout);
        await WriteAsync(stream, closing);
    }

    /// <summary>Takes what a peer pushes.</summary>
    public async Task ReceivePushAsync(P2pStream stream, CancellationToken closing)
    {
        stream.SetDeadline(ReadTimeout);
        Consume(stream.Connection, await ReadAsync(stream, closing), isPush: true);
    }

    /// <summary>Asks the peer of a new connection; opening streams waits for it.</summary>
    public async Task IdentifyAsync(Connection connection)
    {
        try
        {
            using var timeout = new CancellationTokenSource(ReadTimeout, _host.Options.Time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing);
            // Proposed together with the header: every peer serves it.
            var stream = await connection.Multiplexer.OpenAsync(linked.Token);
            try
            {
                await stream.WriteAsync((byte[])[.. MultistreamSelect.Token(MultistreamSelect.Header), .. MultistreamSelect.Token(Protocol)], linked.Token);
                await MultistreamSelect.ExpectEchoAsync(stream, Protocol, linked.Token);
                Consume(connection, await ReadAsync(stream, linked.Token), isPush: false);
                await stream.DisposeAsync();
            }
            catch
            {
                stream.Abort();
                throw;
            }
        }
        catch (Exception exception) when (exception is Libp2pException or OperationCanceledException)
        {
            _logger.IdentifyFailed(connection.Peer, exception.Message);
        }
        finally
        {
            connection.MarkIdentified();
            if (_host.Peers.Info(connection.Peer) is not null)
                _host.RaisePeerChanged(connection.Peer);
        }
    }

    /// <summary>Tells all peers soon; several changes in a row are told once.</summary>
    public void SchedulePush()
    {
        lock (_entry)
        {
            if (_pushScheduled || _host.PeerCount == 0 || _closing.IsCancellationRequested)
                return;
            _pushScheduled = true;
        }

        _work.Start(PushAsync);
    }

    public IdentifyMessage Message(Connection connection)
    {
        var addresses = _host.Addresses;
        if (!IpNetworks.IsLoopback(connection.RemoteAddress))
            addresses = [.. addresses.Where(address => !IpNetworks.IsLoopback(address))];
        return new IdentifyMessage
        {
            PublicKey = _host.Options.Identity.PublicKey,
            ListenAddresses = addresses,
            Protocols = _host.Protocols,
            ObservedAddress = connection.RemoteAddress,
            ProtocolVersion = _host.Options.ProtocolVersion,
            AgentVersion = _host.Options.AgentVersion,
            SignedPeerRecord = SealRecord(addresses),
        };
    }

    private static async Task<IdentifyMessage> ReadAsync(IDuplex stream, CancellationToken cancellationToken)
    {
        var message = new IdentifyMessage();
        for (int part = 0; part < MaximumParts; part++)
        {
            if (await stream.ReadFrameAsync(MaximumReceived, cancellationToken) is not { } frame)
                return message;
            message = message.Merge(IdentifyMessage.Decode(frame) ?? throw new Libp2pException(Libp2pFault.ProtocolViolation, "an identify message cannot be read"));
        }

        return message;
    }

    private static IEnumerable<Multiaddr> Reachable(Connection connection, IEnumerable<Multiaddr> addresses)
    {
        // A public peer's private addresses lead somewhere else from here.
        if (connection.RemoteAddress.Ip is not { } remote || connection.IsRelayed || IpNetworks.IsLoopback(connection.RemoteAddress))
            return addresses;
        return IpNetworks.IsPublic(remote)
            ? addresses.Where(address => IpNetworks.IsPublic(address) || address.IsCircuit)
            : addresses.Where(address => !IpNetworks.IsLoopback(address));
    }

    private async Task WriteAsync(P2pStream stream, CancellationToken cancellationToken)
    {
        var message = Message(stream.Connection);
        byte[] encoded = message.Encode();
        while (encoded.Length > MaximumSent && message.ListenAddresses.Count > 0)
        {
            var fewer = message.ListenAddresses.Take(message.ListenAddresses.Count / 2).ToList();
            message = message with { ListenAddresses = fewer, SignedPeerRecord = SealRecord(fewer) };
            encoded = message.Encode();
        }

        if (encoded.Length > SplitAbove)
        {
            await stream.WriteFrameAsync((message with { SignedPeerRecord = null }).Encode(), cancellationToken);
            encoded = new IdentifyMessage { SignedPeerRecord = message.SignedPeerRecord }.Encode();
        }

        await stream.WriteFrameAsync(encoded, cancellationToken);
    }

    private byte[] SealRecord(IReadOnlyList<Multiaddr> addresses)
    {
        lock (_entry)
        {
            if (_record is not null && _recordAddresses.SequenceEqual(addresses))
                return _record;
            const long NanosecondsPerTick = 100;
            ulong now = (ulong)((_host.Options.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick);
            _sequence = Math.Max(now, _sequence + 1);
            _record = new PeerRecord(_host.Id, _sequence, addresses).Seal(_host.Options.Identity).Encode();
            _recordAddresses = addresses;
            return _record;
        }
    }

    private void Consume(Connection connection, IdentifyMessage message, bool isPush)
    {
        if (message.PublicKey is { } key && !connection.Peer.Matches(key))
        {
            _logger.IdentifyFailed(connection.Peer, "its public key is another peer's");
            return;
        }

        var addresses = message.ListenAddresses;
        if (message.SignedPeerRecord is { } envelope && PeerRecord.Open(envelope) is { } record && record.Peer == connection.Peer)
            addresses = record.Addresses;
        bool connected = _host.StateOf(connection.Peer) != ConnectionState.NotConnected;
        _host.Peers.SetAddresses(connection.Peer, Reachable(connection, addresses), connected ? Peerstore.Permanent : Peerstore.RecentlyConnected);
        string agent = message.AgentVersion ?? "";
        _host.Peers.SetInfo(new PeerInfo(
            connection.Peer,
            [.. message.Protocols.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            agent.Length > MaximumAgentLength ? agent[..MaximumAgentLength] : agent,
            message.ProtocolVersion ?? "",
            message.SignedPeerRecord));
        if (message.ObservedAddress is { } observed)
            _host.RaiseObserved(connection, observed);
        if (isPush)
            _host.RaisePeerChanged(connection.Peer);
    }

    private async Task PushAsync()
    {
        // Registrations that follow one another become one push.
        await Task.Yield();
        lock (_entry)
        {
            _pushScheduled = false;
        }

        var peers = _host.Connections.Select(connection => connection.Peer).Distinct().ToList();
        await Task.WhenAll(peers.Select(PushAsync));
    }

    private async Task PushAsync(PeerId peer)
    {
        try
        {
            await _pushes.WaitAsync(_closing);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            using var timeout = new CancellationTokenSource(PushTimeout, _host.Options.Time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing);
            var open = _host.ConnectionsTo(peer);
            if (open.Count == 0)
                return;
            await open[0].Identified.AwaitAsync(linked.Token);
            if (_host.Peers.FirstSupported(peer, [PushProtocol]) is null)
                return;
            var stream = await _host.OpenStreamAsync(open[0], [PushProtocol], linked.Token);
            stream.SetDeadline(PushTimeout);
            await WriteAsync(stream, linked.Token);
            await stream.CloseAsync();
        }
        catch (Exception exception) when (exception is Libp2pException or OperationCanceledException)
        {
            _logger.IdentifyFailed(peer, exception.Message);
        }
        finally
        {
            _pushes.Release();
        }
    }
}
