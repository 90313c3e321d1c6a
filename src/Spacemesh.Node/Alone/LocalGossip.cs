using System.Collections.Concurrent;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Alone;

/// <summary>Gossip of a node without peers: what it publishes passes its own handlers and goes nowhere.</summary>
internal sealed class LocalGossip : IGossip
{
    private readonly ConcurrentDictionary<string, GossipHandler> _topics = new(StringComparer.Ordinal);

    public IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1) => _topics.TryAdd(topic, handler)
        ? new Subscription(this, topic, handler)
        : throw new InvalidOperationException($"topic {topic} has a handler");

    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        var verdict = _topics.TryGetValue(topic, out var handler) ? await handler(default, message, cancellationToken) : Verdict.Ignore("nobody listens to the topic");
        if (!verdict.IsAccept)
            throw new GossipRefusedException(topic, verdict);
    }

    private sealed class Subscription(LocalGossip gossip, string topic, GossipHandler handler) : IDisposable
    {
        public void Dispose() => gossip._topics.TryRemove(KeyValuePair.Create(topic, handler));
    }
}
