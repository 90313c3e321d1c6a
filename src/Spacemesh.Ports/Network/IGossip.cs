namespace Spacemesh.Ports.Network;

/// <summary>Publish and subscribe of encoded messages (spec 08 §4).</summary>
public interface IGossip
{
    /// <summary>
    /// Subscribes to a topic and judges its messages until the result is disposed. A topic takes one handler.
    /// </summary>
    /// <param name="topic">Its name.</param>
    /// <param name="handler">The judge.</param>
    /// <param name="concurrency">Messages judged at a time, at least 1; 1 keeps their order. More wait, boundedly.</param>
    IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1);

    /// <summary>Gossips an own message. It passes the topic's own handler first, as every message does.</summary>
    /// <exception cref="GossipRefusedException">The handler did not accept it, or there is none: it was not sent.</exception>
    Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default);
}
