using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Net.Hosting;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Net.Gossip;

/// <summary>
/// Topics over the gossip router (spec 08 §4): a handler's verdict becomes the router's, and a peer whose message is rejected is
/// disconnected at once. Messages that wait for their turn are bounded by number a topic and by bytes in all; what comes beyond is ignored.
/// </summary>
public sealed class Libp2pGossip : IGossip
{
    /// <summary>Messages of a topic that are judged or wait for it (spec 08 §2.10).</summary>
    private const int MostWaiting = 1024;

    /// <summary>Bytes of all messages that are judged or wait for it.</summary>
    private const long MostWaitingBytes = 256 << 20;

    private readonly Host _host;
    private readonly GossipRouter? _router;
    private readonly PeerNetworkOptions _options;
    private readonly OwnedTasks _tasks;
    private readonly ILogger _logger;
    private long _waitingBytes;
    private long _dropped;

    /// <param name="host">The host, to disconnect peers.</param>
    /// <param name="router">Null where gossip is switched off.</param>
    /// <param name="options">The queues' lengths.</param>
    /// <param name="tasks">Where errands run.</param>
    /// <param name="logger">For verdicts.</param>
    internal Libp2pGossip(Host host, GossipRouter? router, PeerNetworkOptions options, OwnedTasks tasks, ILogger logger) =>
        (_host, _router, _options, _tasks, _logger) = (host, router, options, tasks, logger);

    /// <summary>Peers that were disconnected for a rejected message (<c>dropped_connections_validation_reject</c>).</summary>
    public long DroppedPeers => Interlocked.Read(ref _dropped);

    public IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        var subscription = new Subscription(this, topic, handler, concurrency);
        _router?.Join(topic, new TopicOptions
        {
            Validator = subscription.JudgeAsync,
            Concurrency = Math.Max(concurrency, topic == GossipTopics.Atx ? _options.AtxValidationThrottle : concurrency == 1 ? _options.GossipQueue : MostWaiting),
            Rejected = Disconnect,
        });
        return subscription;
    }

    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        if (_router is null)
            throw new GossipRefusedException(topic, Verdict.Ignore("gossip is switched off (p2p.disable-pubsub)"));
        if (!_router.IsJoined(topic))
            throw new GossipRefusedException(topic, Verdict.Ignore("the topic has no handler"));
        // The topic's own judge throws where it does not accept; a copy of what was sent before is silently not sent again.
        await _router.PublishAsync(topic, message, cancellationToken);
    }

    private void Disconnect(GossipMessage message)
    {
        Interlocked.Increment(ref _dropped);
        _tasks.Start(_ => _host.ClosePeerAsync(message.Source));
    }

    private sealed class Subscription(Libp2pGossip gossip, string topic, GossipHandler handler, int concurrency) : IDisposable
    {
        private readonly AsyncSemaphore _turns = new(concurrency);

        public void Dispose() => gossip._router?.Leave(topic);

        public async ValueTask<GossipVerdict> JudgeAsync(GossipMessage message, CancellationToken cancellationToken)
        {
            bool isOwn = message.Source == gossip._host.Id;
            var verdict = await WhenRoomAsync(message, isOwn, cancellationToken);
            if (isOwn)
                return verdict.IsAccept ? GossipVerdict.Accept : throw new GossipRefusedException(topic, verdict);
            switch (verdict.Kind)
            {
                case VerdictKind.Accept:
                    return GossipVerdict.Accept;
                case VerdictKind.Reject:
                    gossip._logger.Rejected(message.Source, topic, verdict);
                    return GossipVerdict.Reject;
                default:
                    gossip._logger.Ignored(topic, message.Source, verdict);
                    return GossipVerdict.Ignore;
            }
        }

        private async ValueTask<Verdict> WhenRoomAsync(GossipMessage message, bool isOwn, CancellationToken cancellationToken)
        {
            bool fits = Interlocked.Add(ref gossip._waitingBytes, message.Data.Length) <= MostWaitingBytes || isOwn;
            try
            {
                return fits ? await InTurnAsync(message, isOwn, cancellationToken) : Verdict.Ignore("too much gossip waits to be judged");
            }
            finally
            {
                Interlocked.Add(ref gossip._waitingBytes, -message.Data.Length);
            }
        }

        private async ValueTask<Verdict> InTurnAsync(GossipMessage message, bool isOwn, CancellationToken cancellationToken)
        {
            await _turns.WaitAsync(cancellationToken);
            try
            {
                // The place in the order is taken; the router goes on to the next message.
                await Task.Yield();
                return await handler(isOwn ? default : message.Source.ToPort(), message.Data, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                gossip._logger.JudgeFailed(topic, exception);
                return Verdict.Ignore(exception.Message);
            }
            finally
            {
                _turns.Release();
            }
        }
    }
}
