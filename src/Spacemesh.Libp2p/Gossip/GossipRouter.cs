using System.Net;
using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>
/// Gossipsub 1.0 to 1.2 and floodsub on a host (spec 08 §2.10). One lock guards the mesh, the scores and the seen cache; validators run outside it.
/// Each side writes on its own stream only and reads from the peer's.
/// </summary>
public sealed class GossipRouter : IAsyncDisposable
{
    private readonly Lock _entry = new();
    private readonly Host _host;
    private readonly GossipOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PeerScores _scores;
    private readonly GossipMesh _mesh;
    private readonly SeenCache _seen;
    private readonly PeerStreams _streams;
    private readonly ValidationPipeline _pipeline;
    private readonly BackgroundWork _work;
    private readonly AsyncSemaphore _connectors = new(8);
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<string, TopicState> _topics = new(StringComparer.Ordinal);
    private readonly HashSet<PeerId> _direct;
    private readonly HashSet<PeerId> _blacklist = [];
    private ITimer? _heartbeat;
    private ITimer? _scoreTimer;
    private ulong _sequence;
    private int _pendingConnects;
    private bool _started;

    public GossipRouter(Host host, GossipOptions options)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = host;
        _options = options;
        _time = host.Options.Time;
        _logger = host.Options.Logs.CreateLogger<GossipRouter>();
        _work = new BackgroundWork(host.ReportBug);
        _scores = new PeerScores(options.Score, _time, options.SeenTime);
        _seen = new SeenCache(_time, options.SeenTime, options.SeenFromLastSight);
        _mesh = new GossipMesh(options, _time, host.Options.Random, _scores, Send, id => host.Peers.Info(id)?.SignedRecord) { Changed = OnMeshChanged };
        _direct = [.. options.DirectPeers.Select(peer => peer.Id)];
        _sequence = (ulong)(_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        _streams = new PeerStreams(host, options, _work, this, _logger, _closing.Token);
        _pipeline = new ValidationPipeline(options, _work, ValidateAsync, _closing.Token);
    }

    /// <summary>A peer joined our mesh of a topic (true) or left it.</summary>
    public event Action<string, PeerId, bool>? MeshChanged;

    /// <summary>Raised with every computed set of scores, once in <see cref="ScoreOptions.DecayInterval"/>.</summary>
    public event Action<GossipRouter>? ScoresRefreshed;

    public IReadOnlyCollection<PeerId> Peers
    {
        get
        {
            lock (_entry)
            {
                return [.. _mesh.Peers.Keys];
            }
        }
    }

    /// <summary>Tasks that run; zero after the router was disposed.</summary>
    public int RunningTasks => _work.Count;

    /// <summary>Begins to serve the protocols and to keep meshes.</summary>
    public void Start()
    {
        if (_started)
            return;
        _started = true;
        _pipeline.Start();
        foreach (string protocol in GossipProtocols.All)
            _host.Handle(protocol, _streams.ReceiveAsync);
        foreach (var peer in _options.DirectPeers)
        {
            _host.Peers.AddAddresses(peer.Id, peer.Addresses, Peerstore.Permanent);
            _host.Tags.Protect(peer.Id, "pubsub:<direct>");
        }

        _host.PeerChanged += _streams.Consider;
        _host.Disconnected += OnDisconnected;
        _heartbeat = _time.CreateTimer(static router => ((GossipRouter)router!).OnHeartbeat(), this, _options.HeartbeatDelay, _options.Heartbeat);
        _scoreTimer = _time.CreateTimer(static router => ((GossipRouter)router!).OnScores(), this, _options.Score.DecayInterval, _options.Score.DecayInterval);
        if (_options.DirectPeers.Count > 0)
            _work.Start(ConnectDirectAfterDelayAsync);
        foreach (var connection in _host.Connections)
            _streams.Consider(connection.Peer);
    }

    /// <summary>Joins a topic: subscribes, keeps a mesh, validates its messages.</summary>
    public void Join(string topic, TopicOptions options)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(options);
        lock (_entry)
        {
            if (!_topics.TryAdd(topic, new TopicState(options)))
                throw new InvalidOperationException($"the topic '{topic}' is joined already");
            AnnounceSubscription(topic, subscribe: true);
            _mesh.Join(topic);
        }
    }

    public bool IsJoined(string topic)
    {
        lock (_entry)
        {
            return _topics.ContainsKey(topic);
        }
    }

    public void Leave(string topic)
    {
        lock (_entry)
        {
            if (!_topics.Remove(topic))
                return;
            AnnounceSubscription(topic, subscribe: false);
            _mesh.Leave(topic);
        }
    }

    /// <summary>Validates an own message and sends it. The topic need not be joined; without its validator everything is valid.</summary>
    public async ValueTask<PublishOutcome> PublishAsync(string topic, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var message = new GossipMessage(topic, data, _host.Id) { ReceivedAt = _time.GetUtcNow() };
        TopicState? state;
        lock (_entry)
        {
            if (_options.Signing == SigningPolicy.StrictSign)
                MessageSigning.Sign(message, _host.Options.Identity, ++_sequence);
            message.Id = new MessageId(_options.MessageId(message));
            if (!_seen.TryAdd(message.Id))
                return PublishOutcome.Duplicate;
            _topics.TryGetValue(topic, out state);
        }

        var verdict = state is null ? GossipVerdict.Accept : await state.Options.Validator(message, cancellationToken);
        if (verdict != GossipVerdict.Accept)
            return verdict == GossipVerdict.Ignore ? PublishOutcome.Ignored : PublishOutcome.Rejected;
        state?.Options.Delivered?.Invoke(message);
        Forward(message, own: true);
        return PublishOutcome.Published;
    }

    public double ScoreOf(PeerId peer)
    {
        lock (_entry)
        {
            return _scores.Score(peer);
        }
    }

    /// <summary>The counters behind a score, as they are now; null for an unknown peer. For display.</summary>
    public PeerCounters? CountersOf(PeerId peer)
    {
        lock (_entry)
        {
            return _scores.Counters(peer);
        }
    }

    public IReadOnlyCollection<PeerId> MeshOf(string topic)
    {
        lock (_entry)
        {
            return [.. _mesh.MeshOf(topic)];
        }
    }

    /// <summary>Peers that subscribed to a topic.</summary>
    public IReadOnlyCollection<PeerId> SubscribersOf(string topic)
    {
        lock (_entry)
        {
            return [.. _mesh.Peers.Values.Where(peer => peer.Topics.Contains(topic)).Select(peer => peer.Id)];
        }
    }

    /// <summary>Takes no more messages of a peer.</summary>
    public void Blacklist(PeerId peer)
    {
        lock (_entry)
        {
            _blacklist.Add(peer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _host.PeerChanged -= _streams.Consider;
        _host.Disconnected -= OnDisconnected;
        _heartbeat?.Dispose();
        _scoreTimer?.Dispose();
        foreach (string protocol in GossipProtocols.All)
            _host.Unhandle(protocol);
        _closing.CancelHere();
        _pipeline.Stop();
        _streams.Stop();
        lock (_entry)
        {
            foreach (var peer in _mesh.Peers.Values)
                peer.Queue.Close();
        }

        await _work.WhenIdleAsync();
    }

    /// <summary>A stream to the peer is open: it is told our topics.</summary>
    internal GossipPeer? AddPeer(PeerId id, string protocol)
    {
        var connections = _host.ConnectionsTo(id);
        var peer = new GossipPeer(id, protocol, connections.Any(connection => connection.Direction == Direction.Outbound), _direct.Contains(id), new OutboundQueue(_options.OutboundQueue));
        lock (_entry)
        {
            if (_mesh.Peers.ContainsKey(id))
                return null;
            var addresses = connections.Select(connection => connection.RemoteAddress.Ip).OfType<IPAddress>().ToList();
            _mesh.AddPeer(peer);
            _scores.AddPeer(id, addresses);
            var hello = new GossipRpc();
            var topics = _topics.Keys.ToList();
            for (int i = topics.Count - 1; i > 0; i--)
            {
                int j = _host.Options.Random.Next(i + 1);
                (topics[i], topics[j]) = (topics[j], topics[i]);
            }

            hello.Subscriptions.AddRange(topics.Select(topic => (true, topic)));
            peer.Queue.TryAdd(RpcCodec.Encode(hello).ToFrame());
        }

        _logger.PeerAdded(id, protocol);
        return peer;
    }

    internal void RemovePeer(PeerId id)
    {
        lock (_entry)
        {
            if (!_mesh.Peers.TryGetValue(id, out var peer))
                return;
            peer.Queue.Close();
            _mesh.RemovePeer(id);
            _scores.RemovePeer(id);
        }

        _logger.PeerRemoved(id);
    }

    /// <summary>Handles one RPC; the order is normative (spec 08 §2.10).</summary>
    internal void Receive(PeerId from, GossipRpc rpc)
    {
        List<ExchangedPeer> exchanged = [];
        lock (_entry)
        {
            if (!_mesh.Peers.TryGetValue(from, out var peer))
                return;
            foreach (var (subscribe, topic) in rpc.Subscriptions)
            {
                if (!subscribe)
                    _mesh.Unsubscribed(peer, topic);
                else if (peer.Topics.Count < GossipPeer.MaximumTopics)
                    peer.Topics.Add(topic);
            }

            if (!peer.Direct && _scores.Score(from) < _options.Score.GraylistThreshold)
                return;
            var fresh = rpc.Messages.Where(IsFresh).ToList();
            AnnounceLarge(fresh);
            foreach (var message in fresh)
            {
                if (!_pipeline.TryAdd(message))
                    _options.Meter?.QueueFull(message.Topic);
            }

            if (rpc.Control is { } control)
                exchanged = _mesh.Handle(peer, control, _seen.Contains);
        }

        foreach (var named in exchanged)
            ConnectExchanged(named);
    }

    private void OnMeshChanged(string topic, PeerId peer, bool joined)
    {
        if (joined)
            _host.Tags.Protect(peer, $"pubsub:{topic}");
        else
            _host.Tags.Unprotect(peer, $"pubsub:{topic}");
        MeshChanged?.Invoke(topic, peer, joined);
    }

    private void OnDisconnected(Connection connection)
    {
        if (_host.StateOf(connection.Peer) != ConnectionState.Connected)
        {
            RemovePeer(connection.Peer);
            _streams.Forget(connection.Peer);
        }
    }

    private void OnHeartbeat()
    {
        bool direct;
        lock (_entry)
        {
            _seen.Sweep();
            _mesh.Heartbeat();
            direct = _mesh.IsDirectConnectTick;
        }

        if (direct)
            ConnectDirect();
    }

    private void OnScores()
    {
        lock (_entry)
        {
            _scores.Refresh();
        }

        ScoresRefreshed?.Invoke(this);
    }

    private void AnnounceSubscription(string topic, bool subscribe)
    {
        var rpc = new GossipRpc();
        rpc.Subscriptions.Add((subscribe, topic));
        byte[] frame = RpcCodec.Encode(rpc).ToFrame();
        foreach (var peer in _mesh.Peers.Values)
            peer.Queue.TryAdd(frame);
    }

    /// <summary>Whether a received message goes to validation. Called under the lock.</summary>
    private bool IsFresh(GossipMessage message)
    {
        if (!_topics.ContainsKey(message.Topic) || _blacklist.Contains(message.Source))
            return false;
        message.ReceivedAt = _time.GetUtcNow();
        bool signed = _options.Signing == SigningPolicy.StrictSign;
        bool fits = signed
            ? message is { From: not null, Sequence: not null, Signature: not null }
            : message is { From: null, Sequence: null, Signature: null, Key: null };
        if (!fits || (message.From is { } author && author.Span.SequenceEqual(_host.Id.Bytes)))
        {
            _scores.Invalid(message.Source, message.Topic);
            return false;
        }

        message.Id = new MessageId(_options.MessageId(message));
        if (!_seen.Contains(message.Id))
            return true;
        _scores.Duplicate(message);
        return false;
    }

    /// <summary>Tells mesh members not to send large messages that are here already, before they are judged. Called under the lock.</summary>
    private void AnnounceLarge(List<GossipMessage> messages)
    {
        foreach (var group in messages.Where(message => message.Data.Length >= _options.IDontWantThreshold).GroupBy(message => message.Topic, StringComparer.Ordinal))
        {
            var rpc = new GossipRpc();
            rpc.NeedControl().IDontWant.AddRange(group.Select(message => message.Id));
            byte[] frame = RpcCodec.Encode(rpc).ToFrame();
            foreach (var peer in _mesh.IDontWantTargets(group.Key))
                peer.Queue.TryAdd(frame, urgent: true);
        }
    }

    private async ValueTask ValidateAsync(GossipMessage message)
    {
        TopicState? state;
        lock (_entry)
        {
            if (!_topics.TryGetValue(message.Topic, out state))
                return;
        }

        if (_options.Signing == SigningPolicy.StrictSign && !MessageSigning.Verify(message))
        {
            lock (_entry)
            {
                _scores.Invalid(message.Source, message.Topic);
            }

            return;
        }

        lock (_entry)
        {
            if (!_seen.TryAdd(message.Id))
            {
                _scores.Duplicate(message);
                return;
            }

            _mesh.Promises.Fulfil(message.Id);
            _scores.Validating(message);
        }

        _options.Meter?.Received(message.Topic, message.Data.Length);

        if (state.Options.Inline)
        {
            await JudgeAsync(message, state);
            return;
        }

        if (!_pipeline.TryEnter(state))
        {
            _options.Meter?.Throttled(message.Topic);
            lock (_entry)
            {
                _scores.Ignored(message);
            }

            return;
        }

        _work.Start(async () =>
        {
            try
            {
                await JudgeAsync(message, state);
            }
            finally
            {
                _pipeline.Exit(state);
            }
        });
    }

    private async Task JudgeAsync(GossipMessage message, TopicState state)
    {
        GossipVerdict verdict;
        try
        {
            verdict = await state.Options.Validator(message, _closing.Token);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            _logger.ValidatorFailed(exception, message.Topic);
            _host.ReportBug(exception);
            verdict = GossipVerdict.Ignore;
        }

        if (verdict == GossipVerdict.Accept)
        {
            lock (_entry)
            {
                _scores.Delivered(message);
            }

            _options.Meter?.Delivered(message.Topic, message.Data.Length);
            state.Options.Delivered?.Invoke(message);
            Forward(message, own: false);
            return;
        }

        lock (_entry)
        {
            if (verdict == GossipVerdict.Reject)
                _scores.Rejected(message);
            else
                _scores.Ignored(message);
        }

        if (verdict == GossipVerdict.Reject)
            state.Options.Rejected?.Invoke(message);
    }

    private void Forward(GossipMessage message, bool own)
    {
        PeerId? author = message.From is { } from && PeerId.TryDecode(from.Span, out var id) ? id : null;
        byte[] frame = RpcCodec.Frame(message);
        lock (_entry)
        {
            foreach (var peer in _mesh.Publish(message, own, author))
                peer.Queue.TryAdd(frame);
        }
    }

    /// <summary>Queues an RPC with what else waits for the peer; GRAFTs and PRUNEs that find no room are kept. Called under the lock.</summary>
    private void Send(GossipPeer peer, GossipRpc rpc)
    {
        GossipMesh.Piggyback(peer, rpc);
        foreach (byte[] frame in RpcSplitter.Frames(rpc, _options.MaximumMessageSize))
        {
            if (peer.Queue.TryAdd(frame))
                continue;
            if (rpc.Control is { } control && (control.Graft.Count > 0 || control.Prune.Count > 0))
            {
                peer.Pending = new GossipControl();
                // What is no longer so at that time would mislead the peer.
                peer.Pending.Graft.AddRange(control.Graft.Where(topic => _mesh.MeshOf(topic).Contains(peer.Id)));
                peer.Pending.Prune.AddRange(control.Prune.Where(prune => !_mesh.MeshOf(prune.Topic).Contains(peer.Id)));
            }

            return;
        }
    }

    private async Task ConnectDirectAfterDelayAsync()
    {
        try
        {
            await Task.Delay(_options.DirectConnectDelay, _time, _closing.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        ConnectDirect();
    }

    private void ConnectDirect()
    {
        foreach (var peer in _options.DirectPeers)
        {
            if (_host.StateOf(peer.Id) != ConnectionState.Connected)
                StartConnect(peer);
        }
    }

    private void ConnectExchanged(ExchangedPeer named)
    {
        if (!PeerId.TryDecode(named.Id, out var id) || id == _host.Id || _host.StateOf(id!) == ConnectionState.Connected)
            return;
        IReadOnlyList<Multiaddr> addresses = [];
        if (named.SignedRecord is { } envelope)
        {
            if (PeerRecord.Open(envelope) is not { } record || record.Peer != id)
                return;
            _host.Peers.TryAddRecord(record, Peerstore.Heard);
            addresses = record.Addresses;
        }

        StartConnect(new PeerAddress(id!, addresses));
    }

    private void StartConnect(PeerAddress peer)
    {
        const int MaximumPending = 128;
        if (Interlocked.Increment(ref _pendingConnects) > MaximumPending)
        {
            Interlocked.Decrement(ref _pendingConnects);
            return;
        }

        _work.Start(() => ConnectAsync(peer));
    }

    private async Task ConnectAsync(PeerAddress peer)
    {
        try
        {
            await _connectors.WaitAsync(_closing.Token);
            try
            {
                using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30), _time);
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token);
                await _host.ConnectAsync(peer, linked.Token);
            }
            finally
            {
                _connectors.Release();
            }
        }
        catch (Exception exception) when (exception is Libp2pException or OperationCanceledException)
        {
            _logger.ConnectFailed(peer.Id, exception.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _pendingConnects);
        }
    }
}
