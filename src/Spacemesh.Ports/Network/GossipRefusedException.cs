using Spacemesh.Primitives;

namespace Spacemesh.Ports.Network;

/// <summary>An own message that its topic's handler did not accept, so that it was not sent.</summary>
public sealed class GossipRefusedException(string topic, Verdict verdict) : Exception($"topic {topic}: {verdict}")
{
    public string Topic => topic;

    public Verdict Verdict => verdict;
}
