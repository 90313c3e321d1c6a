using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>Messages of the last heartbeats, to announce and to serve. Guarded by the router's lock.</summary>
internal sealed class MessageCache(int gossipWindows, int historyWindows)
{
    private readonly Dictionary<MessageId, Entry> _entries = [];
    private readonly LinkedList<List<(MessageId Id, string Topic)>> _windows = new([[]]);

    public int Count => _entries.Count;

    public void Put(GossipMessage message)
    {
        if (_entries.TryAdd(message.Id, new Entry(message)))
            _windows.First!.Value.Add((message.Id, message.Topic));
    }

    /// <summary>A message that a peer wants, and how often it has wanted it by now; null when it is not there.</summary>
    public (GossipMessage Message, int Times)? GetForPeer(MessageId id, PeerId peer)
    {
        if (!_entries.TryGetValue(id, out var entry))
            return null;
        int times = entry.Served.GetValueOrDefault(peer) + 1;
        entry.Served[peer] = times;
        return (entry.Message, times);
    }

    /// <summary>Ids of a topic in the windows that are announced.</summary>
    public List<MessageId> GossipIds(string topic)
    {
        var ids = new List<MessageId>();
        foreach (var window in _windows.Take(gossipWindows))
            ids.AddRange(window.Where(item => string.Equals(item.Topic, topic, StringComparison.Ordinal)).Select(item => item.Id));
        return ids;
    }

    /// <summary>Begins a new window and forgets the oldest.</summary>
    public void Shift()
    {
        if (_windows.Count >= historyWindows)
        {
            foreach (var (id, _) in _windows.Last!.Value)
                _entries.Remove(id);
            _windows.RemoveLast();
        }

        _windows.AddFirst([]);
    }

    private sealed class Entry(GossipMessage message)
    {
        public GossipMessage Message { get; } = message;

        public Dictionary<PeerId, int> Served { get; } = [];
    }
}
