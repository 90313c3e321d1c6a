using Spacemesh.Libp2p.Identity;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>
/// The mesh of each topic (spec 08 §2.10): who is grafted and pruned, what is announced and asked for. No I/O: RPCs leave through
/// <paramref name="send"/>. Guarded by the router's lock.
/// </summary>
internal sealed class GossipMesh(
    GossipOptions options, TimeProvider time, IRandomSource random, PeerScores scores, Action<GossipPeer, GossipRpc> send, Func<PeerId, byte[]?> signedRecord)
{
    private const int BackoffSweepTicks = 15;
    private const int MaximumUnwanted = 16384;

    private readonly Dictionary<PeerId, GossipPeer> _peers = [];
    private readonly Dictionary<string, HashSet<PeerId>> _mesh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (HashSet<PeerId> Peers, long LastPublished)> _fanout = new(StringComparer.Ordinal);
    private readonly Backoffs _backoffs = new(time);
    private readonly Promises _promises = new(time, random, options.IWantFollowUp);
    private readonly MessageCache _cache = new(options.GossipWindows, options.HistoryWindows);
    private long _ticks;

    public IReadOnlyDictionary<PeerId, GossipPeer> Peers => _peers;

    public IReadOnlyCollection<string> Topics => _mesh.Keys;

    /// <summary>Called with topic, peer and whether it joined our mesh or left it.</summary>
    public Action<string, PeerId, bool>? Changed { get; set; }

    public Promises Promises => _promises;

    public IReadOnlyCollection<PeerId> MeshOf(string topic) => _mesh.TryGetValue(topic, out var peers) ? peers : [];

    public void AddPeer(GossipPeer peer) => _peers[peer.Id] = peer;

    public void RemovePeer(PeerId id)
    {
        if (!_peers.Remove(id))
            return;
        _promises.Release(id);
        foreach (var (topic, peers) in _mesh)
        {
            if (peers.Remove(id))
                Changed?.Invoke(topic, id, false);
        }

        foreach (var (peers, _) in _fanout.Values)
            peers.Remove(id);
    }

    public void Join(string topic)
    {
        if (!_mesh.TryAdd(topic, []))
            return;
        if (_fanout.Remove(topic, out var fanout))
        {
            foreach (var id in fanout.Peers)
            {
                if (_peers.TryGetValue(id, out var peer) && MayGraft(topic, peer))
                    Graft(topic, peer);
            }
        }

        int wanted = options.Degree - _mesh[topic].Count;
        foreach (var peer in Pick(Candidates(topic, peer => MayGraft(topic, peer)), wanted))
            Graft(topic, peer);
        FlushGrafts();
    }

    public void Leave(string topic)
    {
        if (!_mesh.Remove(topic, out var peers))
            return;
        foreach (var id in peers)
        {
            if (!_peers.TryGetValue(id, out var peer))
                continue;
            scores.Prune(id, topic);
            Changed?.Invoke(topic, id, false);
            _backoffs.Add(topic, id, options.UnsubscribeBackoff);
            var rpc = new GossipRpc();
            rpc.NeedControl().Prune.Add(Notice(topic, peer, exchange: false, options.UnsubscribeBackoff));
            send(peer, rpc);
        }
    }

    public void Unsubscribed(GossipPeer peer, string topic)
    {
        peer.Topics.Remove(topic);
        if (_mesh.TryGetValue(topic, out var mesh) && mesh.Remove(peer.Id))
        {
            scores.Prune(peer.Id, topic);
            Changed?.Invoke(topic, peer.Id, false);
        }

        if (_fanout.TryGetValue(topic, out var fanout))
            fanout.Peers.Remove(peer.Id);
    }

    /// <summary>Keeps a message for announcements and gives the peers that it goes to.</summary>
    public List<GossipPeer> Publish(GossipMessage message, bool own, PeerId? author)
    {
        _cache.Put(message);
        var targets = new List<GossipPeer>();
        bool flood = own && options.FloodPublish;
        HashSet<PeerId>? members = null;
        if (!flood && !_mesh.TryGetValue(message.Topic, out members))
            members = Fanout(message.Topic);
        foreach (var peer in _peers.Values)
        {
            if (peer.Id == message.Source || peer.Id == author || !peer.Topics.Contains(message.Topic))
                continue;
            bool take = peer.Direct
                || ((flood || !GossipProtocols.HasMesh(peer.Protocol)) && scores.Score(peer.Id) >= scores.Options.PublishThreshold)
                || (members?.Contains(peer.Id) == true && !peer.Unwanted.ContainsKey(message.Id));
            if (take)
                targets.Add(peer);
        }

        return targets;
    }

    /// <summary>Mesh members that are told not to send a message that has come already.</summary>
    public IEnumerable<GossipPeer> IDontWantTargets(string topic)
    {
        foreach (var id in MeshOf(topic))
        {
            if (_peers.TryGetValue(id, out var peer) && GossipProtocols.HasIDontWant(peer.Protocol))
                yield return peer;
        }
    }

    /// <summary>Handles a control field and answers in one RPC.</summary>
    /// <returns>Peers named in a PRUNE that may be connected.</returns>
    public List<ExchangedPeer> Handle(GossipPeer peer, GossipControl control, Func<MessageId, bool> seen)
    {
        var answer = new GossipRpc();
        peer.ControlMessages++;
        HandleIHave(peer, control, seen, answer);
        HandleIWant(peer, control, answer);
        HandleGraft(peer, control, answer);
        var exchanged = HandlePrune(peer, control);
        HandleIDontWant(peer, control);
        if (answer.Messages.Count > 0 || answer.Control is not null)
            send(peer, answer);
        return exchanged;
    }

    public void Heartbeat()
    {
        _ticks++;
        if (_ticks % BackoffSweepTicks == 0)
            _backoffs.Sweep(options.Heartbeat * 2);
        foreach (var peer in _peers.Values)
        {
            peer.ControlMessages = 0;
            peer.Asked = 0;
            foreach (var (id, left) in peer.Unwanted.ToList())
            {
                if (left <= 1)
                    peer.Unwanted.Remove(id);
                else
                    peer.Unwanted[id] = left - 1;
            }
        }

        foreach (var (peer, count) in _promises.TakeBroken())
            scores.AddPenalty(peer, count);
        foreach (string topic in _mesh.Keys.Order(StringComparer.Ordinal).ToList())
            Maintain(topic);
        MaintainFanout();
        FlushGrafts();
        foreach (var peer in _peers.Values)
        {
            if (peer.Gossip.Count > 0 || peer.Pending is not null)
                send(peer, new GossipRpc());
        }

        _cache.Shift();
    }

    public bool IsDirectConnectTick => _ticks % options.DirectConnectTicks == 0;

    /// <summary>Adds what waits for the peer's next RPC.</summary>
    public static void Piggyback(GossipPeer peer, GossipRpc rpc)
    {
        if (peer.Pending is { } pending)
        {
            rpc.NeedControl().Graft.AddRange(pending.Graft);
            rpc.NeedControl().Prune.AddRange(pending.Prune);
            peer.Pending = null;
        }

        if (peer.Gossip.Count > 0)
        {
            rpc.NeedControl().IHave.AddRange(peer.Gossip);
            peer.Gossip.Clear();
        }
    }

    private readonly Dictionary<PeerId, GossipControl> _changes = [];

    private void Maintain(string topic)
    {
        var mesh = _mesh[topic];
        foreach (var id in mesh.Order().ToList())
        {
            if (scores.Score(id) < 0)
                Prune(topic, _peers[id], exchange: false);
        }

        if (mesh.Count < options.DegreeLow)
        {
            foreach (var peer in Pick(Candidates(topic, peer => MayGraft(topic, peer)), options.Degree - mesh.Count))
                Graft(topic, peer);
        }

        if (mesh.Count > options.DegreeHigh)
            Shrink(topic, mesh);
        if (mesh.Count >= options.DegreeLow)
        {
            int outbound = mesh.Count(id => _peers[id].Outbound);
            foreach (var peer in Pick(Candidates(topic, peer => peer.Outbound && MayGraft(topic, peer)), options.DegreeOut - outbound))
                Graft(topic, peer);
        }

        if (_ticks % options.OpportunisticGraftTicks == 0 && mesh.Count > 1)
        {
            var sorted = mesh.Select(scores.Score).Order().ToList();
            double median = sorted[sorted.Count / 2];
            if (median < scores.Options.OpportunisticGraftThreshold)
            {
                foreach (var peer in Pick(Candidates(topic, peer => MayGraft(topic, peer) && scores.Score(peer.Id) > median), options.OpportunisticGraftPeers))
                    Graft(topic, peer);
            }
        }

        Announce(topic, mesh);
    }

    /// <summary>Keeps the best, then random others up to the degree, among them enough that this host dialled.</summary>
    private void Shrink(string topic, HashSet<PeerId> mesh)
    {
        var members = mesh.Order().Select(id => _peers[id]).ToList();
        Shuffle(members);
        var ranked = members.OrderByDescending(peer => scores.Score(peer.Id)).ToList();
        int best = Math.Min(options.DegreeScore, ranked.Count);
        var kept = ranked[..best];
        var rest = ranked[best..];
        Shuffle(rest);
        int room = Math.Max(options.Degree - kept.Count, 0);
        int outboundMissing = Math.Max(0, options.DegreeOut - kept.Count(peer => peer.Outbound));
        var outbound = rest.Where(peer => peer.Outbound).Take(Math.Min(outboundMissing, room)).ToList();
        kept.AddRange(outbound);
        kept.AddRange(rest.Except(outbound).Take(options.Degree - kept.Count));
        foreach (var peer in members.Except(kept))
            Prune(topic, peer, exchange: options.PeerExchange);
    }

    private void MaintainFanout()
    {
        foreach (var (topic, (peers, last)) in _fanout.ToList())
        {
            if (time.GetElapsedTime(last) > options.FanoutTime)
            {
                _fanout.Remove(topic);
                continue;
            }

            peers.RemoveWhere(id => !_peers.TryGetValue(id, out var peer) || !peer.Topics.Contains(topic) || scores.Score(id) < scores.Options.PublishThreshold);
            FillFanout(topic, peers);
            Announce(topic, peers);
        }
    }

    private HashSet<PeerId> Fanout(string topic)
    {
        var peers = _fanout.TryGetValue(topic, out var known) ? known.Peers : [];
        if (peers.Count == 0)
            FillFanout(topic, peers);
        if (peers.Count > 0)
            _fanout[topic] = (peers, time.GetTimestamp());
        return peers;
    }

    private void FillFanout(string topic, HashSet<PeerId> peers)
    {
        foreach (var peer in Pick(Candidates(topic, peer => !peer.Direct && !peers.Contains(peer.Id) && scores.Score(peer.Id) >= scores.Options.PublishThreshold), options.Degree - peers.Count))
            peers.Add(peer.Id);
    }

    private void Announce(string topic, HashSet<PeerId> members)
    {
        var ids = _cache.GossipIds(topic);
        if (ids.Count == 0)
            return;
        var candidates = Candidates(topic, peer => !peer.Direct && !members.Contains(peer.Id) && scores.Score(peer.Id) >= scores.Options.GossipThreshold);
        int count = Math.Max(options.DegreeLazy, (int)(options.GossipFactor * candidates.Count));
        foreach (var peer in Pick(candidates, count))
        {
            var told = ids;
            if (ids.Count > options.MaximumIHaveIds)
            {
                // Each peer hears of other ones.
                told = [.. ids];
                Shuffle(told);
                told.RemoveRange(options.MaximumIHaveIds, told.Count - options.MaximumIHaveIds);
            }

            peer.Gossip.Add((topic, told));
        }
    }

    private void HandleIHave(GossipPeer peer, GossipControl control, Func<MessageId, bool> seen, GossipRpc answer)
    {
        if (control.IHave.Count == 0 || scores.Score(peer.Id) < scores.Options.GossipThreshold)
            return;
        if (peer.ControlMessages > options.MaximumIHaveMessages || peer.Asked >= options.MaximumIHaveIds)
            return;
        var wanted = new HashSet<MessageId>();
        foreach (var (topic, ids) in control.IHave)
        {
            if (!_mesh.ContainsKey(topic))
                continue;
            foreach (var id in ids)
            {
                if (wanted.Count < options.MaximumIHaveIds && !seen(id))
                    wanted.Add(id);
            }
        }

        if (wanted.Count == 0)
            return;
        var asked = wanted.ToList();
        Shuffle(asked);
        int room = options.MaximumIHaveIds - peer.Asked;
        if (asked.Count > room)
            asked.RemoveRange(room, asked.Count - room);
        peer.Asked += asked.Count;
        _promises.Add(peer.Id, asked);
        answer.NeedControl().IWant.AddRange(asked);
    }

    private void HandleIWant(GossipPeer peer, GossipControl control, GossipRpc answer)
    {
        if (control.IWant.Count == 0 || scores.Score(peer.Id) < scores.Options.GossipThreshold)
            return;
        foreach (var id in control.IWant.Distinct())
        {
            if (_cache.GetForPeer(id, peer.Id) is { } found && found.Times <= options.IWantRetransmissions)
                answer.Messages.Add(found.Message);
        }
    }

    private void HandleGraft(GossipPeer peer, GossipControl control, GossipRpc answer)
    {
        bool exchange = options.PeerExchange;
        double score = scores.Score(peer.Id);
        var refused = new List<string>();
        foreach (string topic in control.Graft)
        {
            if (!_mesh.TryGetValue(topic, out var mesh))
            {
                exchange = false;
                continue;
            }

            if (mesh.Contains(peer.Id))
                continue;
            if (peer.Direct)
            {
                exchange = false;
                refused.Add(topic);
            }
            else if (_backoffs.Until(topic, peer.Id) is { } until && time.GetUtcNow() < until)
            {
                bool flood = time.GetUtcNow() < until + options.GraftFloodThreshold - options.PruneBackoff;
                scores.AddPenalty(peer.Id, flood ? 2 : 1);
                exchange = false;
                Refuse(topic);
            }
            else if (score < 0)
            {
                exchange = false;
                Refuse(topic);
            }
            else if (mesh.Count >= options.DegreeHigh && !peer.Outbound)
            {
                Refuse(topic);
            }
            else
            {
                mesh.Add(peer.Id);
                scores.Graft(peer.Id, topic);
                Changed?.Invoke(topic, peer.Id, true);
            }
        }

        foreach (string topic in refused)
            answer.NeedControl().Prune.Add(Notice(topic, peer, exchange, options.PruneBackoff));

        void Refuse(string topic)
        {
            _backoffs.Add(topic, peer.Id, options.PruneBackoff);
            refused.Add(topic);
        }
    }

    private List<ExchangedPeer> HandlePrune(GossipPeer peer, GossipControl control)
    {
        var exchanged = new List<ExchangedPeer>();
        foreach (var prune in control.Prune)
        {
            if (!_mesh.TryGetValue(prune.Topic, out var mesh))
                continue;
            if (mesh.Remove(peer.Id))
            {
                scores.Prune(peer.Id, prune.Topic);
                Changed?.Invoke(prune.Topic, peer.Id, false);
            }

            var backoff = prune.Backoff is > 0 and { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, Backoffs.Longest.TotalSeconds)) : options.PruneBackoff;
            _backoffs.Add(prune.Topic, peer.Id, backoff);
            if (prune.Peers.Count > 0 && scores.Score(peer.Id) >= scores.Options.AcceptExchangeThreshold)
                exchanged.AddRange(prune.Peers);
        }

        return exchanged;
    }

    private void HandleIDontWant(GossipPeer peer, GossipControl control)
    {
        if (control.IDontWant.Count == 0 || peer.ControlMessages > options.MaximumIDontWantMessages)
            return;
        foreach (var id in control.IDontWant)
        {
            if (peer.Unwanted.Count < MaximumUnwanted || peer.Unwanted.ContainsKey(id))
                peer.Unwanted[id.Copy()] = options.IDontWantHeartbeats;
        }
    }

    private bool MayGraft(string topic, GossipPeer peer) =>
        !_mesh[topic].Contains(peer.Id) && !peer.Direct && !_backoffs.Has(topic, peer.Id) && scores.Score(peer.Id) >= 0;

    private List<GossipPeer> Candidates(string topic, Func<GossipPeer, bool> filter) =>
        [.. _peers.Values.Where(peer => GossipProtocols.HasMesh(peer.Protocol) && peer.Topics.Contains(topic) && filter(peer))];

    private List<GossipPeer> Pick(List<GossipPeer> candidates, int count)
    {
        if (count <= 0)
            return [];
        Shuffle(candidates);
        if (candidates.Count > count)
            candidates.RemoveRange(count, candidates.Count - count);
        return candidates;
    }

    private void Shuffle<T>(List<T> list)
    {
        for (int i = list.Count - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }

    private void Graft(string topic, GossipPeer peer)
    {
        _mesh[topic].Add(peer.Id);
        scores.Graft(peer.Id, topic);
        Changed?.Invoke(topic, peer.Id, true);
        Change(peer).Graft.Add(topic);
    }

    private void Prune(string topic, GossipPeer peer, bool exchange)
    {
        _mesh[topic].Remove(peer.Id);
        scores.Prune(peer.Id, topic);
        Changed?.Invoke(topic, peer.Id, false);
        _backoffs.Add(topic, peer.Id, options.PruneBackoff);
        Change(peer).Prune.Add(Notice(topic, peer, exchange, options.PruneBackoff));
    }

    private GossipControl Change(GossipPeer peer)
    {
        if (!_changes.TryGetValue(peer.Id, out var control))
            _changes.Add(peer.Id, control = new GossipControl());
        return control;
    }

    /// <summary>Sends the GRAFTs and PRUNEs of all topics, one RPC a peer.</summary>
    private void FlushGrafts()
    {
        foreach (var (id, control) in _changes)
        {
            if (_peers.TryGetValue(id, out var peer))
                send(peer, new GossipRpc { Control = control });
        }

        _changes.Clear();
    }

    private PruneNotice Notice(string topic, GossipPeer peer, bool exchange, TimeSpan backoff)
    {
        if (!GossipProtocols.HasExchange(peer.Protocol))
            return new PruneNotice(topic, null, []);
        List<ExchangedPeer> others = [];
        if (exchange)
        {
            others =
            [
                .. Pick(Candidates(topic, other => other.Id != peer.Id && scores.Score(other.Id) >= 0), options.PruneExchangePeers)
                    .Select(other => new ExchangedPeer(other.Id.Bytes.ToArray(), signedRecord(other.Id))),
            ];
        }

        return new PruneNotice(topic, (ulong)backoff.TotalSeconds, others);
    }
}
