using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Network;

/// <summary>One node's place in a <see cref="SimulatedNetwork"/>: its ports, its clock, and what is wrong with it.</summary>
public sealed class SimulatedNode : IGossip
{
    private readonly SimulatedNetwork _network;
    private readonly SeenMessages _seen;
    private readonly Dictionary<string, TopicQueue> _topics = new(StringComparer.Ordinal);
    private readonly SimulatedRequests _requests;

    internal SimulatedNode(SimulatedNetwork network, PeerId id, TimeSpan skew)
    {
        _network = network;
        Id = id;
        Time = new SkewedTimeProvider(network.Time, skew);
        _seen = new SeenMessages(network.Time, network.Options.SeenFor);
        _requests = new SimulatedRequests(network, this);
    }

    public PeerId Id { get; }

    /// <summary>The node's own clock.</summary>
    public SkewedTimeProvider Time { get; }

    public IGossip Gossip => this;

    public IPeerRequests Requests => _requests;

    /// <summary>Whether it is connected to anybody. What is on its way to an offline node is lost.</summary>
    public bool Online { get; set; } = true;

    /// <summary>Conditions of what it sends; null for the network's.</summary>
    public LinkConditions? Conditions { get; set; }

    /// <summary>Changes or holds back what it gossips, its relays too; null for an honest node.</summary>
    public OutgoingFilter? Lies { get; set; }

    /// <summary>Changes or holds back what it answers.</summary>
    public OutgoingFilter? LyingAnswers { get; set; }

    /// <summary>Partition that it is in; nodes of different ones are not connected.</summary>
    internal int Side { get; set; }

    internal List<SimulatedNode> Neighbours { get; } = [];

    internal SimulatedRequests Server => _requests;

    IDisposable IGossip.Subscribe(string topic, GossipHandler handler, int concurrency)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        var queue = new TopicQueue(this, topic, handler, concurrency, _network.Options.QueueLength);
        if (!_topics.TryAdd(topic, queue))
            throw new InvalidOperationException($"topic '{topic}' has a handler already");
        return queue;
    }

    async Task IGossip.PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var envelope = new GossipEnvelope(topic, message);
        if (!_topics.TryGetValue(topic, out var queue))
            throw new GossipRefusedException(topic, Verdict.Ignore("the topic has no handler"));
        // What was sent before is silently not sent again (spec 08 §4.2).
        if (!_seen.Add(envelope.Id))
            return;
        var (verdict, failure) = await queue.AskAsync(default, message, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (failure is not null)
            _network.Record(NetworkEventKind.Failed, this, null, topic, envelope.Id, verdict.Reason, failure);
        if (!verdict.IsAccept)
        {
            _network.Record(NetworkEventKind.Refused, this, null, topic, envelope.Id, verdict.Reason);
            throw new GossipRefusedException(topic, verdict);
        }

        _network.Record(NetworkEventKind.Published, this, null, topic, envelope.Id, "");
        Relay(envelope, null);
    }

    /// <summary>
    /// Sends a message to some peers without asking the node's own handler: the way of a liar who says different things to different peers.
    /// </summary>
    public void SendTo(IEnumerable<PeerId> peers, string topic, ReadOnlyMemory<byte> message)
    {
        var envelope = new GossipEnvelope(topic, message);
        _seen.Add(envelope.Id);
        foreach (var peer in peers)
        {
            if (Neighbours.Find(neighbour => neighbour.Id == peer) is { } to)
                _network.Send(this, to, envelope);
        }
    }

    internal bool HasSeen(GossipEnvelope envelope) => _seen.Contains(envelope.Id);

    internal void Unsubscribe(string topic, TopicQueue queue)
    {
        if (_topics.TryGetValue(topic, out var current) && current == queue)
            _topics.Remove(topic);
    }

    internal void Arrive(SimulatedNode from, GossipEnvelope envelope)
    {
        if (!_seen.Add(envelope.Id))
            _network.Record(NetworkEventKind.Duplicate, from, this, envelope.Topic, envelope.Id, "");
        else if (!_topics.TryGetValue(envelope.Topic, out var queue) || !queue.TryTake(from, envelope))
            _network.Record(NetworkEventKind.Dropped, from, this, envelope.Topic, envelope.Id, "");
    }

    internal void Judged(SimulatedNode from, GossipEnvelope envelope, Verdict verdict, Exception? failure)
    {
        var kind = failure is not null ? NetworkEventKind.Failed
            : verdict.IsAccept ? NetworkEventKind.Accepted
            : verdict.IsReject ? NetworkEventKind.Rejected : NetworkEventKind.Ignored;
        _network.Record(kind, from, this, envelope.Topic, envelope.Id, verdict.Reason, failure);
        if (verdict.IsAccept)
            Relay(envelope, from);
        else if (verdict.IsReject)
            _network.Disconnect(this, from);
    }

    private void Relay(GossipEnvelope envelope, SimulatedNode? except)
    {
        foreach (var neighbour in Neighbours)
        {
            if (neighbour == except)
                continue;
            if (Lies is not { } lies)
                _network.Send(this, neighbour, envelope);
            else if (lies(neighbour.Id, envelope.Topic, envelope.Bytes) is { } said)
                _network.Send(this, neighbour, said.Equals(envelope.Bytes) ? envelope : new GossipEnvelope(envelope.Topic, said));
        }
    }
}
