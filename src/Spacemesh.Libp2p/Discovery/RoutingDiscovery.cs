using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Kademlia;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Discovery;

/// <summary>Finds peers of a namespace through Kademlia's provider records, and is found there (spec 08 §2.9).</summary>
public sealed class RoutingDiscovery : IAsyncDisposable
{
    private const int MaximumFound = 100;
    private const int MaximumRemembered = 100;
    private static readonly TimeSpan AdvertiseTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan NeedCheck = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestValidity = TimeSpan.FromHours(3);

    private readonly Host _host;
    private readonly KademliaService _kademlia;
    private readonly DiscoveryTimings _timings;
    private readonly ILogger _logger;
    private readonly BackgroundWork _work;
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<PeerId, (int Attempts, DateTimeOffset Next)> _attempts = [];

    public RoutingDiscovery(Host host, KademliaService kademlia, DiscoveryTimings timings)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(timings);
        timings.Validate();
        _host = host;
        _kademlia = kademlia;
        _timings = timings;
        _logger = host.Options.Logs.CreateLogger<RoutingDiscovery>();
        _work = new BackgroundWork(host.ReportBug);
    }

    /// <summary>The DHT key of a namespace: the multihash of its name.</summary>
    public static byte[] KeyOf(string name) => Multihash.OfSha256(System.Text.Encoding.UTF8.GetBytes(name));

    /// <summary>Advertises under a namespace, again and again while <paramref name="may"/> holds.</summary>
    public void Advertise(string name, Func<bool> may) => _work.Start(() => AdvertiseAsync(name, may));

    /// <summary>Looks for peers of a namespace while <paramref name="need"/> holds and gives each to <paramref name="found"/>.</summary>
    public void Find(string name, Func<bool> need, Func<PeerAddress, CancellationToken, Task> found) => _work.Start(() => FindAsync(name, need, found));

    /// <summary>Connects to a found peer, unless an attempt failed a short while ago.</summary>
    public async Task ConnectAsync(PeerAddress peer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(peer);
        var now = _host.Options.Time.GetUtcNow();
        var (attempts, next) = _attempts.GetValueOrDefault(peer.Id);
        if (_host.StateOf(peer.Id) == ConnectionState.Connected || now < next)
            return;
        try
        {
            using var timeout = new CancellationTokenSource(_timings.DialTimeout, _host.Options.Time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            await _host.ConnectAsync(peer, linked.Token);
            _attempts.Remove(peer.Id);
        }
        catch (Exception exception) when (exception is Libp2pException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (_attempts.Count >= MaximumRemembered)
                _attempts.Remove(_attempts.MinBy(entry => entry.Value.Next).Key);
            _attempts[peer.Id] = (attempts + 1, now + Backoff(attempts));
            _logger.NotFound(peer.Id, exception.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closing.CancelHere();
        await _work.WhenIdleAsync();
    }

    /// <summary>Exponential with base 5 and full jitter.</summary>
    private TimeSpan Backoff(int attempts)
    {
        const int Base = 5;
        double longest = Math.Min(_timings.MinimumConnectBackoff.TotalSeconds * Math.Pow(Base, Math.Min(attempts, 20)), _timings.MaximumConnectBackoff.TotalSeconds);
        return TimeSpan.FromSeconds(Math.Max(_timings.MinimumConnectBackoff.TotalSeconds, longest * _host.Options.Random.NextDouble()));
    }

    private async Task AdvertiseAsync(string name, Func<bool> may)
    {
        try
        {
            await Task.Delay(_timings.AdvertiseDelay, _host.Options.Time, _closing.Token);
            while (true)
            {
                bool done = may() && await TryAdvertiseAsync(name);
                var spread = _timings.AdvertiseIntervalSpread;
                var next = _timings.AdvertiseInterval - spread + (spread * 2 * _host.Options.Random.NextDouble());
                await Task.Delay(!done ? _timings.AdvertiseRetryDelay : next < LongestValidity ? next : LongestValidity, _host.Options.Time, _closing.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }

    private async Task<bool> TryAdvertiseAsync(string name)
    {
        using var timeout = new CancellationTokenSource(AdvertiseTimeout, _host.Options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token);
        try
        {
            int told = await _kademlia.ProvideAsync(KeyOf(name), linked.Token);
            _logger.Advertised(name, told);
            return told > 0;
        }
        catch (OperationCanceledException) when (!_closing.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task FindAsync(string name, Func<bool> need, Func<PeerAddress, CancellationToken, Task> found)
    {
        try
        {
            while (true)
            {
                if (!need())
                {
                    await Task.Delay(NeedCheck, _host.Options.Time, _closing.Token);
                    continue;
                }

                foreach (var peer in await _kademlia.FindProvidersAsync(KeyOf(name), MaximumFound, _closing.Token))
                {
                    if (!need())
                        break;
                    await found(peer, _closing.Token);
                }

                await Task.Delay(_timings.FindPeersRetryDelay, _host.Options.Time, _closing.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }
}
