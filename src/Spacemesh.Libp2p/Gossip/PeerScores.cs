using System.Net;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>
/// Scores of peers by their deliveries and behaviour (spec 08 §2.10). Guarded by the router's lock; <see cref="Refresh"/> runs once in
/// <see cref="ScoreOptions.DecayInterval"/>.
/// </summary>
internal sealed class PeerScores(ScoreOptions options, TimeProvider time, TimeSpan keepDeliveries)
{
    private readonly Dictionary<PeerId, PeerCounters> _peers = [];
    private readonly Dictionary<IPAddress, int> _addresses = [];
    private readonly Dictionary<MessageId, Delivery> _deliveries = [];
    private readonly Queue<(MessageId Id, long At)> _deliveryOrder = new();

    public ScoreOptions Options => options;

    public PeerCounters? Counters(PeerId peer) => _peers.GetValueOrDefault(peer);

    public double Score(PeerId peer) => _peers.TryGetValue(peer, out var counters) ? Score(peer, counters) : 0;

    public double Score(PeerId peer, PeerCounters counters)
    {
        double score = 0;
        foreach (var (topic, values) in counters.Topics)
        {
            if (options.Topics.TryGetValue(topic, out var weights))
                score += TopicScore(values, weights) * weights.TopicWeight;
        }

        if (options.TopicScoreCap > 0 && score > options.TopicScoreCap)
            score = options.TopicScoreCap;
        score += options.ApplicationScore(peer) * options.ApplicationWeight;
        score += Colocation(counters) * options.ColocationWeight;
        double excess = counters.BehaviourPenalty - options.BehaviourPenaltyThreshold;
        if (excess > 0)
            score += excess * excess * options.BehaviourPenaltyWeight;
        return score;
    }

    public void AddPeer(PeerId peer, IReadOnlyList<IPAddress> addresses)
    {
        if (!_peers.TryGetValue(peer, out var counters))
            _peers.Add(peer, counters = new PeerCounters());
        counters.Connected = true;
        SetAddresses(counters, addresses);
    }

    /// <summary>A positive score is forgotten at once, another one later.</summary>
    public void RemovePeer(PeerId peer)
    {
        if (!_peers.TryGetValue(peer, out var counters))
            return;
        if (Score(peer, counters) > 0)
        {
            SetAddresses(counters, []);
            _peers.Remove(peer);
            return;
        }

        foreach (var (topic, values) in counters.Topics)
        {
            values.FirstMessageDeliveries = 0;
            LeaveMesh(topic, values);
        }

        counters.Connected = false;
        counters.ForgetAt = time.GetUtcNow() + options.RetainScore;
    }

    public void Graft(PeerId peer, string topic)
    {
        if (Find(peer, topic) is not { } values)
            return;
        values.InMesh = true;
        values.GraftedAt = time.GetTimestamp();
        values.MeshTime = TimeSpan.Zero;
        values.DeliveriesActive = false;
    }

    public void Prune(PeerId peer, string topic)
    {
        if (Find(peer, topic) is { } values)
            LeaveMesh(topic, values);
    }

    public void AddPenalty(PeerId peer, int count)
    {
        if (_peers.TryGetValue(peer, out var counters))
            counters.BehaviourPenalty += count;
    }

    /// <summary>A message begins its validation.</summary>
    public void Validating(GossipMessage message) => _ = Record(message.Id);

    public void Delivered(GossipMessage message)
    {
        var delivery = Record(message.Id);
        MarkFirst(message.Source, message.Topic);
        if (delivery.State != DeliveryState.Unknown)
            return;
        delivery.State = DeliveryState.Valid;
        delivery.ValidatedAt = time.GetTimestamp();
        foreach (var peer in delivery.Peers)
        {
            if (peer != message.Source)
                MarkDuplicate(peer, message.Topic, null);
        }
    }

    /// <summary>A message of a peer that is invalid before anything else is known of it.</summary>
    public void Invalid(PeerId peer, string topic)
    {
        if (Find(peer, topic) is { } values)
            values.InvalidMessageDeliveries += 1;
    }

    public void Rejected(GossipMessage message)
    {
        Invalid(message.Source, message.Topic);
        var delivery = Record(message.Id);
        if (delivery.State != DeliveryState.Unknown)
            return;
        delivery.State = DeliveryState.Invalid;
        foreach (var peer in delivery.Peers)
            Invalid(peer, message.Topic);
        delivery.Peers.Clear();
    }

    public void Ignored(GossipMessage message)
    {
        var delivery = Record(message.Id);
        if (delivery.State != DeliveryState.Unknown)
            return;
        delivery.State = DeliveryState.Ignored;
        delivery.Peers.Clear();
    }

    public void Duplicate(GossipMessage message)
    {
        var delivery = Record(message.Id);
        if (delivery.Peers.Contains(message.Source))
            return;
        switch (delivery.State)
        {
            case DeliveryState.Unknown:
                delivery.Peers.Add(message.Source);
                break;
            case DeliveryState.Valid:
                delivery.Peers.Add(message.Source);
                MarkDuplicate(message.Source, message.Topic, delivery.ValidatedAt);
                break;
            case DeliveryState.Invalid:
                Invalid(message.Source, message.Topic);
                break;
            default:
                break;
        }
    }

    /// <summary>Lets counters decay and mesh time pass; forgets peers that left long ago.</summary>
    public void Refresh()
    {
        var now = time.GetUtcNow();
        List<PeerId>? forgotten = null;
        foreach (var (peer, counters) in _peers)
        {
            if (counters.Connected)
                Decay(counters);
            else if (now > counters.ForgetAt)
                (forgotten ??= []).Add(peer);
        }

        foreach (var peer in forgotten ?? [])
        {
            SetAddresses(_peers[peer], []);
            _peers.Remove(peer);
        }

        while (_deliveryOrder.Count > 0 && time.GetElapsedTime(_deliveryOrder.Peek().At) >= keepDeliveries)
            _deliveries.Remove(_deliveryOrder.Dequeue().Id);
    }

    private static double TopicScore(TopicCounters values, TopicScoreOptions weights)
    {
        double score = 0;
        if (values.InMesh)
        {
            double quanta = values.MeshTime.Ticks / weights.TimeInMeshQuantum.Ticks;
            score += Math.Min(quanta, weights.TimeInMeshCap) * weights.TimeInMeshWeight;
        }

        score += values.FirstMessageDeliveries * weights.FirstMessageDeliveriesWeight;
        double deficit = values.DeliveriesActive ? weights.MeshMessageDeliveriesThreshold - values.MeshMessageDeliveries : 0;
        if (deficit > 0)
            score += deficit * deficit * weights.MeshMessageDeliveriesWeight;
        score += values.MeshFailurePenalty * weights.MeshFailurePenaltyWeight;
        score += values.InvalidMessageDeliveries * values.InvalidMessageDeliveries * weights.InvalidMessageDeliveriesWeight;
        return score;
    }

    private double Decayed(double value, double factor)
    {
        value *= factor;
        return value < options.DecayToZero ? 0 : value;
    }

    private void Decay(PeerCounters counters)
    {
        foreach (var (topic, values) in counters.Topics)
        {
            if (!options.Topics.TryGetValue(topic, out var weights))
                continue;
            values.FirstMessageDeliveries = Decayed(values.FirstMessageDeliveries, weights.FirstMessageDeliveriesDecay);
            values.MeshMessageDeliveries = Decayed(values.MeshMessageDeliveries, weights.MeshMessageDeliveriesDecay);
            values.MeshFailurePenalty = Decayed(values.MeshFailurePenalty, weights.MeshFailurePenaltyDecay);
            values.InvalidMessageDeliveries = Decayed(values.InvalidMessageDeliveries, weights.InvalidMessageDeliveriesDecay);
            if (!values.InMesh)
                continue;
            values.MeshTime = time.GetElapsedTime(values.GraftedAt);
            if (values.MeshTime > weights.MeshMessageDeliveriesActivation)
                values.DeliveriesActive = true;
        }

        counters.BehaviourPenalty = Decayed(counters.BehaviourPenalty, options.BehaviourPenaltyDecay);
    }

    private void LeaveMesh(string topic, TopicCounters values)
    {
        if (options.Topics.TryGetValue(topic, out var weights))
        {
            double deficit = values.InMesh && values.DeliveriesActive ? weights.MeshMessageDeliveriesThreshold - values.MeshMessageDeliveries : 0;
            if (deficit > 0)
                values.MeshFailurePenalty += deficit * deficit;
        }

        values.InMesh = false;
    }

    private TopicCounters? Find(PeerId peer, string topic) =>
        options.Topics.ContainsKey(topic) && _peers.TryGetValue(peer, out var counters) ? counters.Topic(topic) : null;

    private void MarkFirst(PeerId peer, string topic)
    {
        if (Find(peer, topic) is not { } values)
            return;
        var weights = options.Topics[topic];
        values.FirstMessageDeliveries = Math.Min(values.FirstMessageDeliveries + 1, weights.FirstMessageDeliveriesCap);
        if (values.InMesh)
            values.MeshMessageDeliveries = Math.Min(values.MeshMessageDeliveries + 1, weights.MeshMessageDeliveriesCap);
    }

    private void MarkDuplicate(PeerId peer, string topic, long? validatedAt)
    {
        if (Find(peer, topic) is not { InMesh: true } values)
            return;
        var weights = options.Topics[topic];
        if (validatedAt is { } at && time.GetElapsedTime(at) > weights.MeshMessageDeliveriesWindow)
            return;
        values.MeshMessageDeliveries = Math.Min(values.MeshMessageDeliveries + 1, weights.MeshMessageDeliveriesCap);
    }

    private Delivery Record(MessageId id)
    {
        if (_deliveries.TryGetValue(id, out var delivery))
            return delivery;
        delivery = new Delivery();
        _deliveries.Add(id, delivery);
        _deliveryOrder.Enqueue((id, time.GetTimestamp()));
        return delivery;
    }

    private double Colocation(PeerCounters counters)
    {
        double result = 0;
        foreach (var address in counters.Addresses)
        {
            int surplus = _addresses.GetValueOrDefault(address) - options.ColocationThreshold;
            if (surplus > 0 && !options.ColocationExempt.Any(network => network.Contains(address)))
                result += (double)surplus * surplus;
        }

        return result;
    }

    private void SetAddresses(PeerCounters counters, IReadOnlyList<IPAddress> addresses)
    {
        foreach (var old in counters.Addresses)
        {
            if (--_addresses[old] == 0)
                _addresses.Remove(old);
        }

        counters.Addresses = [.. addresses.Distinct()];
        foreach (var address in counters.Addresses)
            _addresses[address] = _addresses.GetValueOrDefault(address) + 1;
    }

    private enum DeliveryState
    {
        Unknown,
        Valid,
        Invalid,
        Ignored,
    }

    private sealed class Delivery
    {
        public DeliveryState State { get; set; }

        public long ValidatedAt { get; set; }

        public HashSet<PeerId> Peers { get; } = [];
    }
}
