using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Beacons;

/// <summary>
/// ATXs that were accepted and that the loop has not looked at: at most <see cref="Capacity"/>, then the oldest are dropped. One lock, held
/// for an operation of the queue.
/// </summary>
internal sealed class LateAtxs
{
    public const int Capacity = 16_384;

    private readonly Lock _entry = new();
    private readonly Queue<(EpochId Target, AtxId Id)> _queue = [];
    private long _dropped;

    public void Add(EpochId target, AtxId id)
    {
        lock (_entry)
        {
            if (_queue.Count == Capacity)
            {
                _queue.Dequeue();
                _dropped++;
            }

            _queue.Enqueue((target, id));
        }
    }

    public bool TryTake(out EpochId target, out AtxId id)
    {
        lock (_entry)
        {
            bool taken = _queue.TryDequeue(out var first);
            (target, id) = first;
            return taken;
        }
    }

    /// <summary>How many were dropped since the last call.</summary>
    public long TakeDropped()
    {
        lock (_entry)
        {
            (long dropped, _dropped) = (_dropped, 0);
            return dropped;
        }
    }
}
