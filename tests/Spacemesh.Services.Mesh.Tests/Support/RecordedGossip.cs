using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Mesh.Tests.Support;

/// <summary>Notes what is published; <see cref="Refusal"/> makes it refuse.</summary>
internal sealed class RecordedGossip : IGossip
{
    public List<(string Topic, byte[] Message)> Published { get; } = [];

    public Verdict? Refusal { get; set; }

    public IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1) => throw new NotSupportedException();

    public Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        if (Refusal is { } refusal)
            return Task.FromException(new GossipRefusedException(topic, refusal));
        Published.Add((topic, message.ToArray()));
        return Task.CompletedTask;
    }
}
