using Spacemesh.Libp2p.Identity;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>Messages that peers announced and we asked for: one of each request must come in time. Guarded by the router's lock.</summary>
internal sealed class Promises(TimeProvider time, IRandomSource random, TimeSpan followUp)
{
    private readonly Dictionary<MessageId, Dictionary<PeerId, long>> _byId = [];
    private readonly Dictionary<PeerId, HashSet<MessageId>> _byPeer = [];

    public void Add(PeerId peer, List<MessageId> asked)
    {
        var id = asked[random.Next(asked.Count)].Copy();
        if (!_byId.TryGetValue(id, out var peers))
            _byId.Add(id, peers = []);
        if (!peers.TryAdd(peer, time.GetTimestamp()))
            return;
        if (!_byPeer.TryGetValue(peer, out var ids))
            _byPeer.Add(peer, ids = []);
        ids.Add(id);
    }

    /// <summary>The message is there, from whomever.</summary>
    public void Fulfil(MessageId id)
    {
        if (!_byId.Remove(id, out var peers))
            return;
        foreach (var peer in peers.Keys)
            Forget(peer, id);
    }

    /// <summary>Nothing more is expected of a peer.</summary>
    public void Release(PeerId peer)
    {
        if (!_byPeer.Remove(peer, out var ids))
            return;
        foreach (var id in ids)
        {
            if (_byId.TryGetValue(id, out var peers) && peers.Remove(peer) && peers.Count == 0)
                _byId.Remove(id);
        }
    }

    /// <summary>Counts of promises broken since the last call, by peer.</summary>
    public Dictionary<PeerId, int> TakeBroken()
    {
        var broken = new Dictionary<PeerId, int>();
        foreach (var (id, peers) in _byId.ToList())
        {
            foreach (var (peer, _) in peers.Where(entry => time.GetElapsedTime(entry.Value) > followUp).ToList())
            {
                peers.Remove(peer);
                Forget(peer, id);
                broken[peer] = broken.GetValueOrDefault(peer) + 1;
            }

            if (peers.Count == 0)
                _byId.Remove(id);
        }

        return broken;
    }

    private void Forget(PeerId peer, MessageId id)
    {
        if (_byPeer.TryGetValue(peer, out var ids) && ids.Remove(id) && ids.Count == 0)
            _byPeer.Remove(peer);
    }
}
