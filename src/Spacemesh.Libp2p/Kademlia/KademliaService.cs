using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Kademlia;

/// <summary>Kademlia on a host (spec 08 §2.8): table, lookups, provider records, server and client mode.</summary>
public sealed class KademliaService : IAsyncDisposable
{
    private const int MaximumRequest = 4 << 20;
    private const int RefreshPrefixes = 15;
    private const string TableFile = "kad-peers.txt";
    private const string ProvidersFile = "kad-providers.txt";

    private readonly Host _host;
    private readonly KademliaOptions _options;
    private readonly ILogger _logger;
    private readonly KadClient _client;
    private readonly KadResponder _responder;
    private readonly BackgroundWork _work;
    private readonly CancellationTokenSource _closing = new();
    private readonly HashSet<PeerId> _checking = [];
    private readonly Lock _entry = new();
    private bool _serving;

    public KademliaService(Host host, KademliaOptions options)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        _host = host;
        _options = options;
        _logger = host.Options.Logs.CreateLogger<KademliaService>();
        _work = new BackgroundWork(host.ReportBug);
        Table = new RoutingTable(host.Id, options.BucketSize, host.Options.Time);
        Providers = new ProviderStore(host.Options.Time, options.ProviderValidity);
        _client = new KadClient(host, options);
        _responder = new KadResponder(
            host.Id, Table, host.Peers, Providers, peer => host.StateOf(peer) != ConnectionState.NotConnected, () => host.Addresses, options.BucketSize);
    }

    public RoutingTable Table { get; }

    public ProviderStore Providers { get; }

    public bool IsServer => _serving;

    /// <summary>Tasks that run; zero after the service was disposed.</summary>
    public int RunningTasks => _work.Count;

    public void Start()
    {
        Load();
        foreach (var peer in _options.Bootstrap)
            _host.Peers.AddAddresses(peer.Id, peer.Addresses, Peerstore.Permanent);
        SetServing(_options.Mode != KadMode.Client);
        Table.Changed += OnTableChanged;
        _host.PeerChanged += Consider;
        _host.Disconnected += OnDisconnected;
        foreach (var connection in _host.Connections)
            Consider(connection.Peer);
        _work.Start(RefreshLoopAsync);
    }

    /// <summary>What is known of the host's reachability: decides the mode where that is automatic.</summary>
    public void SetReachability(Reachability reachability)
    {
        if (_options.Mode == KadMode.Automatic)
            SetServing(reachability != Reachability.Private);
    }

    /// <summary>The peer with addresses, or null when the network does not know it.</summary>
    public async Task<PeerAddress?> FindPeerAsync(PeerId peer, CancellationToken cancellationToken = default)
    {
        if (_host.StateOf(peer) != ConnectionState.NotConnected)
            return new PeerAddress(peer, _host.Peers.Addresses(peer));
        IReadOnlyList<Multiaddr> found = [];
        await LookupAsync(
            peer.Bytes.ToArray(),
            KadMessageType.FindNode,
            (_, answer) =>
            {
                if (answer.CloserPeers.FirstOrDefault(named => named.Id == peer) is not { Addresses.Count: > 0 } named)
                    return false;
                found = named.Addresses;
                return true;
            },
            askAllNearest: false,
            cancellationToken);
        if (found.Count == 0)
            return null;
        _host.Peers.AddAddresses(peer, found, Peerstore.Heard);
        return new PeerAddress(peer, found);
    }

    /// <summary>The nearest peers to a key (peer id or multihash) that answer.</summary>
    public Task<IReadOnlyList<PeerId>> GetClosestPeersAsync(byte[] key, CancellationToken cancellationToken = default) =>
        LookupAsync(key, KadMessageType.FindNode, null, askAllNearest: true, cancellationToken);

    /// <summary>Announces this host as provider of a content at the nearest peers; returns how many were told.</summary>
    public async Task<int> ProvideAsync(byte[] multihash, CancellationToken cancellationToken = default)
    {
        Providers.Add(multihash, _host.Id);
        var message = new KadMessage(KadMessageType.AddProvider)
        {
            Key = multihash,
            ProviderPeers = [new KadPeer(_host.Id, _host.Addresses)],
            ClusterLevelRaw = 1,
        };
        int told = 0;
        foreach (var peer in await GetClosestPeersAsync(multihash, cancellationToken))
        {
            try
            {
                await _client.SendAsync(peer, message, cancellationToken);
                told++;
            }
            catch (Libp2pException exception)
            {
                _logger.NotAdmitted(peer, exception.Message);
            }
        }

        return told;
    }

    /// <summary>Providers of a content, this host left out, until <paramref name="limit"/> are found or the lookup ends.</summary>
    public async Task<IReadOnlyList<PeerAddress>> FindProvidersAsync(byte[] multihash, int limit, CancellationToken cancellationToken = default)
    {
        var found = new Dictionary<PeerId, PeerAddress>();
        foreach (var known in Providers.Of(multihash))
        {
            if (known != _host.Id)
                found.TryAdd(known, new PeerAddress(known, _host.Peers.Addresses(known)));
        }

        if (found.Count < limit)
        {
            await LookupAsync(
                multihash,
                KadMessageType.GetProviders,
                (_, answer) =>
                {
                    lock (found)
                    {
                        foreach (var provider in answer.ProviderPeers)
                        {
                            if (provider.Id != _host.Id && found.Count < limit)
                                found.TryAdd(provider.Id, new PeerAddress(provider.Id, provider.Addresses));
                        }

                        return found.Count >= limit;
                    }
                },
                askAllNearest: false,
                cancellationToken);
        }

        return [.. found.Values.Take(limit)];
    }

    /// <summary>Connects to the bootstrap peers where the table is empty, then looks up the own id and random keys of each bucket.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        if (Table.Count == 0)
        {
            foreach (var peer in _options.Bootstrap.Where(peer => peer.Id != _host.Id))
                await TryConnectAsync(peer, cancellationToken);
        }

        await EvictAsync(cancellationToken);
        await GetClosestPeersAsync(_host.Id.Bytes.ToArray(), cancellationToken);
        int prefixes = Math.Min(Table.LongestPrefix + 1, RefreshPrefixes);
        for (int prefix = 0; prefix <= prefixes; prefix++)
            await GetClosestPeersAsync(RandomKey(), cancellationToken);
        _logger.Refreshed(Table.Count);
        Save();
    }

    public async ValueTask DisposeAsync()
    {
        _host.PeerChanged -= Consider;
        _host.Disconnected -= OnDisconnected;
        SetServing(false);
        _closing.CancelHere();
        await _work.WhenIdleAsync();
        Save();
    }

    /// <summary>A refresh key in the reference's form: a multihash with 4 random bytes (spec 08 §2.8).</summary>
    private byte[] RandomKey()
    {
        byte[] key = new byte[34];
        (key[0], key[1]) = (0x12, 0x20);
        BinaryPrimitives.WriteUInt32BigEndian(key.AsSpan(2), (uint)_host.Options.Random.NextUInt64());
        return key;
    }

    private Task<IReadOnlyList<PeerId>> LookupAsync(
        byte[] key, KadMessageType type, Func<PeerId, KadMessage, bool>? onAnswer, bool askAllNearest, CancellationToken cancellationToken)
    {
        var request = new KadMessage(type) { Key = key, ClusterLevelRaw = 1 };
        var lookup = new KadLookup(
            _host.Id,
            key,
            _options,
            async (peer, token) =>
            {
                var answer = await _client.RequestAsync(peer, request, token);
                Table.MarkUseful(peer);
                return answer;
            },
            peer => _options.PrivateNetwork ? peer.Addresses.Count > 0 : peer.Addresses.Any(IpNetworks.IsPublic),
            _host.Peers)
        {
            OnAnswer = onAnswer,
        };
        return lookup.RunAsync(Table.Closest(KadKey.Of(key), _options.BucketSize), askAllNearest, cancellationToken);
    }

    private void SetServing(bool serving)
    {
        if (_serving == serving)
            return;
        _serving = serving;
        if (serving)
            _host.Handle(_options.Protocol, ServeAsync);
        else
            _host.Unhandle(_options.Protocol);
    }

    private async Task ServeAsync(P2pStream stream, CancellationToken closing)
    {
        while (true)
        {
            stream.SetDeadline(_options.ServerIdle);
            if (await stream.ReadFrameAsync(MaximumRequest, closing) is not { } request)
                return;
            var answer = _responder.Answer(stream.Peer, request);
            if (answer.IsReset)
            {
                stream.Abort();
                return;
            }

            if (answer.Response is { } response)
                await stream.WriteFrameAsync(response, closing);
        }
    }

    private void OnTableChanged(PeerId peer, int prefix, bool added)
    {
        const int ProtectedPrefix = 2;
        const int Value = 5;
        if (!added)
        {
            _host.Tags.Unprotect(peer, "kbucket");
            _host.Tags.Remove(peer, "kbucket");
        }
        else if (prefix < ProtectedPrefix)
        {
            _host.Tags.Protect(peer, "kbucket");
        }
        else
        {
            _host.Tags.Set(peer, "kbucket", Value);
        }
    }

    private void OnDisconnected(Connection connection)
    {
        if (_host.StateOf(connection.Peer) == ConnectionState.NotConnected)
            _client.Forget(connection.Peer);
    }

    /// <summary>A peer that serves the protocol is checked and then enters the table; one that no longer does leaves it.</summary>
    private void Consider(PeerId peer)
    {
        if (_closing.IsCancellationRequested)
            return;
        if (_host.Peers.FirstSupported(peer, [_options.Protocol]) is null)
        {
            Table.Remove(peer);
            return;
        }

        if (Table.Contains(peer) || !Table.HasRoom(peer) || !IsAdmissible(peer))
            return;
        lock (_entry)
        {
            if (!_checking.Add(peer))
                return;
        }

        _work.Start(() => CheckAsync(peer));
    }

    private bool IsAdmissible(PeerId peer) =>
        _options.PrivateNetwork || _host.ConnectionsTo(peer).Any(connection => !connection.IsRelayed && IpNetworks.IsPublic(connection.RemoteAddress)) || _host.Peers.Addresses(peer).Any(IpNetworks.IsPublic);

    private async Task CheckAsync(PeerId peer)
    {
        try
        {
            using var timeout = new CancellationTokenSource(_options.RequestTimeout, _host.Options.Time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token);
            var answer = await _client.RequestAsync(peer, new KadMessage(KadMessageType.FindNode) { Key = peer.Bytes.ToArray(), ClusterLevelRaw = 1 }, linked.Token);
            if (answer.CloserPeers.Count > 0 || Table.Count < _options.BucketSize)
                Table.TryAdd(peer);
        }
        catch (Exception exception) when (exception is Libp2pException or OperationCanceledException)
        {
            _logger.NotAdmitted(peer, exception.Message);
        }
        finally
        {
            lock (_entry)
            {
                _checking.Remove(peer);
            }
        }
    }

    /// <summary>Peers that have been of no use for long are pinged, and leave when they do not answer.</summary>
    private async Task EvictAsync(CancellationToken cancellationToken)
    {
        foreach (var peer in Table.UselessFor(_options.RefreshInterval * 3))
        {
            try
            {
                await _client.RequestAsync(peer, new KadMessage(KadMessageType.FindNode) { Key = peer.Bytes.ToArray(), ClusterLevelRaw = 1 }, cancellationToken);
                Table.MarkUseful(peer);
            }
            catch (Libp2pException exception)
            {
                _logger.NotAdmitted(peer, exception.Message);
                Table.Remove(peer);
            }
        }
    }

    private async Task TryConnectAsync(PeerAddress peer, CancellationToken cancellationToken)
    {
        try
        {
            await _host.ConnectAsync(peer, cancellationToken);
        }
        catch (Libp2pException exception)
        {
            _logger.NotAdmitted(peer.Id, exception.Message);
        }
    }

    private async Task RefreshLoopAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.RefreshInterval, _host.Options.Time, _closing.Token);
                Providers.Sweep();
                await RefreshAsync(_closing.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }

    private void Load()
    {
        if (_options.Directory is not { } directory)
            return;
        const int MaximumFile = 4 << 20;
        Providers.Load(Path.Combine(directory, ProvidersFile));
        foreach (string line in (AtomicFile.Read(Path.Combine(directory, TableFile), MaximumFile) ?? "").Split('\n'))
        {
            if (Multiaddr.TryParse(line, out var address) && PeerAddress.TryOf(address!, out var peer))
                _host.Peers.AddAddresses(peer!.Id, peer.Addresses, Peerstore.RecentlyConnected);
        }
    }

    private void Save()
    {
        if (_options.Directory is not { } directory)
            return;
        try
        {
            AtomicFile.Write(
                Path.Combine(directory, TableFile),
                string.Concat(Table.Peers.SelectMany(peer => _host.Peers.Addresses(peer).Select(address => $"{address.WithPeer(peer)}\n"))));
            Providers.Save(Path.Combine(directory, ProvidersFile));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.NotStored(exception.Message);
        }
    }
}
