using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Network;

/// <summary>The messages that a node knows, each for a while after it was first seen.</summary>
internal sealed class SeenMessages(TimeProvider time, TimeSpan kept)
{
    private readonly HashSet<Hash32> _ids = [];
    private readonly Queue<(DateTimeOffset Until, Hash32 Id)> _order = [];

    public bool Contains(Hash32 id)
    {
        Expire();
        return _ids.Contains(id);
    }

    /// <summary>False for a message that is known.</summary>
    public bool Add(Hash32 id)
    {
        Expire();
        if (!_ids.Add(id))
            return false;
        _order.Enqueue((time.GetUtcNow() + kept, id));
        return true;
    }

    private void Expire()
    {
        if (!_order.TryPeek(out var first))
            return;
        var now = time.GetUtcNow();
        while (first.Until <= now)
        {
            _order.Dequeue();
            _ids.Remove(first.Id);
            if (!_order.TryPeek(out first))
                return;
        }
    }
}
