namespace Spacemesh.Libp2p.Gossip;

/// <summary>Hears what happens to messages, by topic. Called outside and inside locks: must return at once.</summary>
public interface IGossipMeter
{
    /// <summary>A message came, the first of its copies.</summary>
    void Received(string topic, int bytes);

    /// <summary>It was accepted.</summary>
    void Delivered(string topic, int bytes);

    /// <summary>It was dropped: too many are judged already.</summary>
    void Throttled(string topic);

    /// <summary>It was dropped before anybody looked at it: too many wait.</summary>
    void QueueFull(string topic);
}
