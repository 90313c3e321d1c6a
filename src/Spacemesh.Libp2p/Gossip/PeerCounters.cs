using System.Net;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>What one peer's score is computed from.</summary>
public sealed class PeerCounters
{
    private readonly SortedDictionary<string, TopicCounters> _topics = new(StringComparer.Ordinal);

    /// <summary>By name of the topic.</summary>
    public IReadOnlyDictionary<string, TopicCounters> Topics => _topics;

    public double BehaviourPenalty { get; internal set; }

    public bool Connected { get; internal set; }

    internal DateTimeOffset ForgetAt { get; set; }

    internal IReadOnlyList<IPAddress> Addresses { get; set; } = [];

    internal TopicCounters Topic(string topic)
    {
        if (!_topics.TryGetValue(topic, out var counters))
            _topics.Add(topic, counters = new TopicCounters());
        return counters;
    }
}
