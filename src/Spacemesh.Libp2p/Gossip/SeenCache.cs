namespace Spacemesh.Libp2p.Gossip;

/// <summary>Ids seen within a time, counted from the first or from the last sight. Guarded by the router's lock.</summary>
internal sealed class SeenCache(TimeProvider time, TimeSpan keep, bool fromLastSight)
{
    private readonly Dictionary<MessageId, long> _seen = [];
    private readonly Queue<(MessageId Id, long At)> _order = new();

    public int Count => _seen.Count;

    public bool Contains(MessageId id)
    {
        if (!_seen.TryGetValue(id, out long at) || time.GetElapsedTime(at) >= keep)
            return false;
        if (fromLastSight)
            Set(id);
        return true;
    }

    /// <summary>False when it is there already.</summary>
    public bool TryAdd(MessageId id)
    {
        if (Contains(id))
            return false;
        Set(id);
        return true;
    }

    /// <summary>Forgets what is too old.</summary>
    public void Sweep()
    {
        while (_order.Count > 0 && time.GetElapsedTime(_order.Peek().At) >= keep)
        {
            var (id, at) = _order.Dequeue();
            if (_seen.TryGetValue(id, out long last) && last == at)
                _seen.Remove(id);
        }
    }

    private void Set(MessageId id)
    {
        long now = time.GetTimestamp();
        _seen[id] = now;
        _order.Enqueue((id, now));
    }
}
