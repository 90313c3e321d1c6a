using Spacemesh.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Metering;

/// <summary>Measures how long the judges of a gossip take and what they say.</summary>
internal sealed class MeteredGossip(IGossip inner, MetricRegistry registry, TimeProvider time) : IGossip
{
    private readonly MetricFamily _judged = registry["spacemesh_p2p_processed_messages_duration"];
    private readonly MetricFamily _sizes = registry["spacemesh_proposals_proposal_size"];
    private readonly MetricFamily _rejected = registry["spacemesh_p2p_rejected"];

    public IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1) => inner.Subscribe(topic, (from, message, cancellationToken) => JudgeAsync(topic, handler, from, message, cancellationToken), concurrency);

    public Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) => inner.PublishAsync(topic, message, cancellationToken);

    private async ValueTask<Verdict> JudgeAsync(string topic, GossipHandler handler, PeerId from, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (topic == GossipTopics.Proposal)
            _sizes.Observe(message.Length);
        long began = time.GetTimestamp();
        var verdict = await handler(from, message, cancellationToken);
        _judged.Observe(time.GetElapsedTime(began).TotalNanoseconds, topic, verdict.Kind switch { VerdictKind.Accept => "accept", VerdictKind.Ignore => "ignore", _ => "reject" });
        if (verdict.Kind == VerdictKind.Reject)
            _rejected.Add(1, topic);
        return verdict;
    }
}
