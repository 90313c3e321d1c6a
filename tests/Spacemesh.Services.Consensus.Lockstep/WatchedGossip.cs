using Spacemesh.Hare;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>A node's gossip, with a record of the hare messages that the node accepted and the references that it saw.</summary>
internal sealed class WatchedGossip(IGossip inner) : IGossip
{
    /// <summary>How many different messages of a smesher in one round were accepted.</summary>
    public Dictionary<(LayerId Layer, IterRound Round, NodeId Sender), int> Accepted { get; } = [];

    public IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1)
    {
        if (Format(topic) is not { } format)
            return inner.Subscribe(topic, handler, concurrency);
        return inner.Subscribe(
            topic,
            async (from, bytes, cancellationToken) =>
            {
                var verdict = await handler(from, bytes, cancellationToken);
                if (verdict.IsAccept && format.TryDecode(bytes.Span, out var message, out _))
                {
                    var key = (message.Layer, message.Round, message.Sender);
                    Accepted[key] = Accepted.GetValueOrDefault(key) + 1;
                }

                return verdict;
            },
            concurrency);
    }

    public Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        inner.PublishAsync(topic, message, cancellationToken);

    internal static HareFormat? Format(string topic) => topic switch
    {
        "/h/3.0" => HareFormat.Hare3,
        "/h/4.0" => HareFormat.Hare4,
        _ => null,
    };
}
