using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Kademlia;

namespace Spacemesh.Net.Hosting;

/// <summary>
/// Keeps the node connected (spec 08 §3.2): with fewer than the wanted peers it dials those of the last run, then the bootnodes, then asks
/// the DHT. Looks every ten seconds and after every disconnect; looks that come while it works become one.
/// </summary>
internal sealed class PeerDiscovery
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Host _host;
    private readonly KademliaService? _dht;
    private readonly PeerNetworkOptions _options;
    private readonly ILogger _logger;
    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private IReadOnlyList<PeerAddress> _backup;
    private bool _wasAlone;

    /// <param name="host">The host.</param>
    /// <param name="dht">Null where it is switched off.</param>
    /// <param name="options">The wanted number of peers, the bootnodes.</param>
    /// <param name="backup">Peers of the last run.</param>
    /// <param name="logger">For what goes wrong.</param>
    public PeerDiscovery(Host host, KademliaService? dht, PeerNetworkOptions options, IReadOnlyList<PeerAddress> backup, ILogger logger) =>
        (_host, _dht, _options, _backup, _logger) = (host, dht, options, backup, logger);

    /// <summary>Peers that may be asked: those with a connection without limits.</summary>
    public int Connected => _host.Connections.Where(connection => !connection.IsLimited).Select(connection => connection.Peer).Distinct().Count();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ticks = _host.Options.Time.CreateTimer(static loop => ((PeerDiscovery)loop!).Look(), this, Tick, Tick);
        await using var ending = cancellationToken.UnsafeRegister(static loop => ((PeerDiscovery)loop!)._looks.Writer.TryComplete(), this);
        _host.Disconnected += OnDisconnected;
        Look();
        try
        {
            while (await _looks.Reader.WaitToReadAsync(CancellationToken.None))
            {
                while (_looks.Reader.TryRead(out _))
                    await SeekAsync(cancellationToken);
            }
        }
        finally
        {
            _host.Disconnected -= OnDisconnected;
        }
    }

    private void OnDisconnected(Connection connection) => Look();

    private void Look() => _looks.Writer.TryWrite(true);

    private async Task SeekAsync(CancellationToken cancellationToken)
    {
        if (Connected >= _options.MinPeers)
        {
            _backup = [];
            _wasAlone = false;
            return;
        }

        if (Connected == 0 && !_wasAlone)
        {
            _wasAlone = true;
            _logger.Alone(_options.Bootnodes.Count, _backup.Count);
        }

        await DialAllAsync(_backup, cancellationToken);
        if (Connected >= _options.MinPeers)
            return;
        await DialAllAsync(_options.Bootnodes, cancellationToken);
        if (_dht is not null)
            await WithinAsync(_dht.RefreshAsync, cancellationToken);
    }

    private Task DialAllAsync(IReadOnlyList<PeerAddress> peers, CancellationToken cancellationToken) => WithinAsync(
        token => Task.WhenAll(peers.Where(peer => peer.Id != _host.Id && _host.StateOf(peer.Id) != ConnectionState.Connected).Select(peer => DialAsync(peer, token))),
        cancellationToken);

    private async Task DialAsync(PeerAddress peer, CancellationToken cancellationToken)
    {
        try
        {
            await _host.ConnectAsync(peer, cancellationToken);
        }
        catch (Libp2pException exception)
        {
            _logger.DialFailed(peer.Id, exception.Message);
        }
    }

    private async Task WithinAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, _host.Options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await work(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What did not come in time may come at the next look.
        }
    }
}
