using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>Remembers what was published. Own publications pass the topic's handler where one is subscribed.</summary>
internal sealed class RecordingGossip : IGossip
{
    private readonly Dictionary<string, GossipHandler> _handlers = new(StringComparer.Ordinal);

    public List<(string Topic, string Data)> Published { get; } = [];

    public IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1)
    {
        _handlers.Add(topic, handler);
        return new Subscription(() => _handlers.Remove(topic));
    }

    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        if (_handlers.TryGetValue(topic, out var handler) && await handler(default, message, cancellationToken) is { IsAccept: false } verdict)
            throw new GossipRefusedException(topic, verdict);
        Published.Add((topic, Convert.ToHexStringLower(message.Span)));
    }

    /// <summary>A message of a peer.</summary>
    public ValueTask<Verdict> DeliverAsync(string topic, byte[] message) => _handlers[topic](new PeerId("peer"), message, CancellationToken.None);

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
