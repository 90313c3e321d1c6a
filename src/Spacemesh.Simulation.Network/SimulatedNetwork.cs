using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Simulation.Network;

/// <summary>
/// Gossip and requests among many nodes in one process on virtual time: bytes are delayed, lost, reordered, duplicated, changed and cut off
/// by partitions, as a seed says. A message that a node accepts goes on to its neighbours, as real gossip does. Knows nothing of what the
/// bytes mean. Everything runs on one virtual scheduler; not thread-safe.
/// </summary>
public sealed class SimulatedNetwork
{
    private readonly SeededRandom _random;
    private readonly SeededRandom _topology;
    private readonly List<SimulatedNode> _nodes = [];
    private readonly Dictionary<(PeerId, PeerId), DateTimeOffset> _disconnected = [];
    private readonly List<Exception> _failures = [];

    /// <param name="time">The clock of a virtual scheduler.</param>
    /// <param name="random">Where delays and mishaps come from.</param>
    /// <param name="options">Settings; good links by default.</param>
    public SimulatedNetwork(TimeProvider time, SeededRandom random, SimulatedNetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        Time = time;
        Options = options ?? new SimulatedNetworkOptions();
        _random = random.Fork("network");
        _topology = random.Fork("topology");
    }

    /// <summary>The network's time, which no node needs to agree with.</summary>
    public TimeProvider Time { get; }

    public SimulatedNetworkOptions Options { get; }

    public NetworkTrace Trace { get; } = new();

    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <summary>What gossip handlers threw: bugs of the nodes. The first thousand.</summary>
    public IReadOnlyList<Exception> Failures => _failures;

    /// <summary>Adds a node and connects it.</summary>
    /// <param name="name">Its peer id, not used yet.</param>
    /// <param name="skew">How far its clock is ahead.</param>
    public SimulatedNode Join(string name, TimeSpan skew = default)
    {
        var id = new PeerId(name);
        if (id.IsNone || _nodes.Exists(node => node.Id == id))
            throw new ArgumentException($"'{name}' is no name, or that of another node", nameof(name));
        var joining = new SimulatedNode(this, id, skew);
        var others = new List<SimulatedNode>(_nodes);
        while (Options.Degree > 0 && others.Count > Options.Degree)
            others.RemoveAt(_topology.Next(others.Count));
        foreach (var other in others)
        {
            joining.Neighbours.Add(other);
            other.Neighbours.Add(joining);
        }

        _nodes.Add(joining);
        return joining;
    }

    /// <summary>Cuts the network into parts that do not hear each other; nodes that are not named form another one. Undone by <see cref="Heal"/>.</summary>
    public void Partition(params ReadOnlySpan<IEnumerable<SimulatedNode>> parts)
    {
        Heal();
        for (int part = 0; part < parts.Length; part++)
        {
            foreach (var node in parts[part])
                node.Side = part + 1;
        }
    }

    /// <summary>Everybody hears everybody again. What was sent meanwhile is lost.</summary>
    public void Heal()
    {
        foreach (var node in _nodes)
            node.Side = 0;
    }

    internal bool AreConnected(SimulatedNode left, SimulatedNode right)
    {
        if (!left.Online || !right.Online || left.Side != right.Side)
            return false;
        if (_disconnected.Count == 0 || !_disconnected.TryGetValue(Pair(left, right), out var until))
            return true;
        if (Time.GetUtcNow() < until)
            return false;
        _disconnected.Remove(Pair(left, right));
        return true;
    }

    internal void Disconnect(SimulatedNode left, SimulatedNode right)
    {
        if (Options.ReconnectAfter > TimeSpan.Zero)
            _disconnected[Pair(left, right)] = Time.GetUtcNow() + Options.ReconnectAfter;
    }

    internal void Send(SimulatedNode from, SimulatedNode to, GossipEnvelope envelope)
    {
        if (to.HasSeen(envelope) || !AreConnected(from, to))
            return;
        var conditions = from.Conditions ?? Options.Conditions;
        if (Happens(conditions.Loss))
        {
            Record(NetworkEventKind.Lost, from, to, envelope.Topic, envelope.Id, "");
            return;
        }

        int copies = Happens(conditions.Duplication) ? 2 : 1;
        for (int copy = 0; copy < copies; copy++)
        {
            var sent = envelope;
            if (Happens(conditions.Mutation))
            {
                sent = new GossipEnvelope(envelope.Topic, Mutate(envelope.Bytes.Span));
                Record(NetworkEventKind.Mutated, from, to, envelope.Topic, sent.Id, "");
            }

            Schedule(from, to, sent, Delay(conditions));
        }
    }

    /// <summary>Waits as long as a request or an answer is on its way; one that is lost never arrives.</summary>
    internal async Task TravelAsync(SimulatedNode from, SimulatedNode to, CancellationToken cancellationToken)
    {
        var conditions = from.Conditions ?? Options.Conditions;
        bool lost = Happens(conditions.Loss);
        await Task.Delay(lost ? Timeout.InfiniteTimeSpan : Delay(conditions), Time, cancellationToken);
        if (!AreConnected(from, to))
            throw new PeerRequestException(PeerRequestFailure.NoAnswer, $"{from.Id} and {to.Id} are not connected any more");
    }

    internal ReadOnlyMemory<byte> Mutated(SimulatedNode from, ReadOnlyMemory<byte> bytes) =>
        Happens((from.Conditions ?? Options.Conditions).Mutation) ? Mutate(bytes.Span) : bytes;

    internal void Record(
        NetworkEventKind kind, SimulatedNode from, SimulatedNode? to, string channel, Hash32 message, string detail, Exception? failure = null)
    {
        const int FailuresKept = 1000;
        if (failure is not null && _failures.Count < FailuresKept)
            _failures.Add(failure);
        Trace.Add(new NetworkEvent(Time.GetUtcNow(), kind, from.Id, to?.Id ?? default, channel, message, detail));
    }

    private static (PeerId, PeerId) Pair(SimulatedNode left, SimulatedNode right) =>
        left.Id.CompareTo(right.Id) < 0 ? (left.Id, right.Id) : (right.Id, left.Id);

    private void Schedule(SimulatedNode from, SimulatedNode to, GossipEnvelope envelope, TimeSpan delay)
    {
        // The timer holds itself by the scheduler's queue until it fires; it fires once.
        _ = Time.CreateTimer(
            static state =>
            {
                var (network, from, to, envelope) = ((SimulatedNetwork, SimulatedNode, SimulatedNode, GossipEnvelope))state!;
                if (network.AreConnected(from, to))
                    to.Arrive(from, envelope);
                else
                    network.Record(NetworkEventKind.Lost, from, to, envelope.Topic, envelope.Id, "disconnected on the way");
            },
            (this, from, to, envelope),
            delay,
            Timeout.InfiniteTimeSpan);
    }

    private bool Happens(double share) => share > 0 && _random.NextDouble() < share;

    private TimeSpan Delay(LinkConditions conditions)
    {
        var delay = conditions.MinDelay;
        if (conditions.MaxDelay > conditions.MinDelay)
            delay += (conditions.MaxDelay - conditions.MinDelay) * _random.NextDouble();
        if (Happens(conditions.Reordering))
            delay += conditions.ReorderingDelay * _random.NextDouble();
        return delay;
    }

    private byte[] Mutate(ReadOnlySpan<byte> bytes)
    {
        byte[] changed = bytes.ToArray();
        switch (_random.Next(4))
        {
            case 0 when changed.Length > 0:
                return changed[.._random.Next(changed.Length)];
            case 1:
                byte[] added = new byte[1 + _random.Next(8)];
                _random.Fill(added);
                return [.. changed, .. added];
            default:
                if (changed.Length > 0)
                    changed[_random.Next(changed.Length)] ^= (byte)(1 << _random.Next(8));
                return changed;
        }
    }
}
