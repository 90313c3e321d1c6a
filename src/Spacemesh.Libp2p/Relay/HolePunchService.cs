using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Relay;

/// <summary>
/// DCUtR (spec 08 §2.13): two peers behind NAT that met through a relay dial each other at the same moment. The receiver of the relayed
/// connection begins, only while its own reachability is private.
/// </summary>
public sealed class HolePunchService : IAsyncDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan StreamTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DialTimeout = TimeSpan.FromSeconds(5);

    private readonly Host _host;
    private readonly Func<IEnumerable<Multiaddr>> _ownAddresses;
    private readonly Func<Multiaddr, bool> _mayDial;
    private readonly ILogger _logger;
    private readonly BackgroundWork _work;
    private readonly CancellationTokenSource _closing = new();
    private volatile bool _private;

    /// <param name="host">The host.</param>
    /// <param name="ownAddresses">Public addresses under which this host may be seen; by default those it advertises.</param>
    /// <param name="mayDial">Addresses that are told and dialled; by default the public ones.</param>
    public HolePunchService(Host host, Func<IEnumerable<Multiaddr>>? ownAddresses = null, Func<Multiaddr, bool>? mayDial = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
        _ownAddresses = ownAddresses ?? (() => host.Addresses);
        _mayDial = mayDial ?? IpNetworks.IsPublic;
        _logger = host.Options.Logs.CreateLogger<HolePunchService>();
        _work = new BackgroundWork(host.ReportBug);
    }

    /// <summary>A punch ended: whether this end began it, the attempts, and whether there is a direct connection now. Must return quickly.</summary>
    public event Action<bool, int, bool>? Ended;

    public void Start()
    {
        _host.Handle(RelayProtocols.HolePunch, AnswerAsync);
        _host.Connected += OnConnected;
    }

    public void SetReachability(Reachability reachability) => _private = reachability == Reachability.Private;

    public async ValueTask DisposeAsync()
    {
        _host.Connected -= OnConnected;
        _host.Unhandle(RelayProtocols.HolePunch);
        _closing.CancelHere();
        await _work.WhenIdleAsync();
    }

    private IReadOnlyList<Multiaddr> PublicAddresses() => [.. _ownAddresses().Where(_mayDial)];

    private void OnConnected(Connection connection)
    {
        if (connection.IsRelayed && connection.Direction == Direction.Inbound && _private)
            _work.Start(() => PunchAsync(connection));
    }

    private async Task PunchAsync(Connection relayed)
    {
        try
        {
            await relayed.Identified.AwaitAsync(_closing.Token);
            if (_host.ConnectionsTo(relayed.Peer).Any(connection => !connection.IsRelayed))
                return;
            if (await TryDirectAsync(relayed.Peer))
                return;
            for (int attempt = 1; attempt <= Attempts; attempt++)
            {
                if (!await TryPunchAsync(relayed))
                    continue;
                _logger.Punched(relayed.Peer, attempt);
                Ended?.Invoke(true, attempt, true);
                return;
            }

            Ended?.Invoke(true, Attempts, false);
        }
        catch (Exception exception) when (exception is Libp2pException or OperationCanceledException)
        {
            _logger.PunchFailed(relayed.Peer, exception.Message);
        }
    }

    private async Task<bool> TryDirectAsync(PeerId peer)
    {
        var addresses = _host.Peers.Addresses(peer).Where(_mayDial).ToList();
        if (addresses.Count == 0)
            return false;
        try
        {
            using var timeout = new CancellationTokenSource(DialTimeout, _host.Options.Time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token);
            await _host.ConnectDirectAsync(peer, addresses, linked.Token);
            return true;
        }
        catch (Exception exception) when (exception is Libp2pException || (exception is OperationCanceledException && !_closing.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task<bool> TryPunchAsync(Connection relayed)
    {
        await using var stream = await _host.OpenStreamAsync(relayed, [RelayProtocols.HolePunch], _closing.Token);
        stream.SetDeadline(StreamTimeout);
        long sent = _host.Options.Time.GetTimestamp();
        await stream.WriteFrameAsync(new HolePunchMessage(HolePunchMessage.Connect, PublicAddresses()).Encode(), _closing.Token);
        var answer = await ReadAsync(stream, HolePunchMessage.Connect, _closing.Token);
        var roundTrip = _host.Options.Time.GetElapsedTime(sent);
        await stream.WriteFrameAsync(new HolePunchMessage(HolePunchMessage.Sync, []).Encode(), _closing.Token);
        await Task.Delay(roundTrip / 2, _host.Options.Time, _closing.Token);
        return await DialAllAsync(relayed.Peer, answer.Addresses, NoiseRole.Initiator, _closing.Token);
    }

    private async Task AnswerAsync(P2pStream stream, CancellationToken closing)
    {
        if (!stream.Connection.IsRelayed || stream.Connection.Direction != Direction.Outbound)
            throw new Libp2pException(Libp2pFault.ProtocolViolation, "a hole punch comes on a relayed connection that was dialled here");
        stream.SetDeadline(StreamTimeout);
        var request = await ReadAsync(stream, HolePunchMessage.Connect, closing);
        await stream.WriteFrameAsync(new HolePunchMessage(HolePunchMessage.Connect, PublicAddresses()).Encode(), closing);
        await ReadAsync(stream, HolePunchMessage.Sync, closing);
        bool isDirect = await DialAllAsync(stream.Peer, request.Addresses, NoiseRole.Responder, closing);
        Ended?.Invoke(false, 1, isDirect);
    }

    private static async Task<HolePunchMessage> ReadAsync(P2pStream stream, int type, CancellationToken cancellationToken)
    {
        var message = await stream.ReadFrameAsync(HolePunchMessage.MaximumSize, cancellationToken) is { } frame ? HolePunchMessage.Decode(frame) : null;
        return message?.Type == type ? message : throw new Libp2pException(Libp2pFault.ProtocolViolation, "a hole punch message is not the expected one");
    }

    private async Task<bool> DialAllAsync(PeerId peer, IReadOnlyList<Multiaddr> addresses, NoiseRole role, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(DialTimeout, _host.Options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        foreach (var address in addresses.Where(_mayDial).Take(8))
        {
            try
            {
                await _host.PunchAsync(peer, address, role, linked.Token);
                return true;
            }
            catch (Exception exception) when (exception is Libp2pException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                _logger.PunchFailed(peer, exception.Message);
                // The peer's dial may have come through meanwhile.
                if (_host.ConnectionsTo(peer).Any(connection => !connection.IsRelayed))
                    return true;
            }
        }

        return false;
    }
}
