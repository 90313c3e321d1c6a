using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Proposals.Grading;

/// <summary>The weights of the active sets asked for last (spec 06 §13.4). Thread-safe; the lock is never held while calling out.</summary>
public sealed class ActiveSetWeights(int capacity = ActiveSetWeights.DefaultCapacity)
{
    public const int DefaultCapacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Hash32, LinkedListNode<(Hash32 Id, ulong Weight)>> _byId = [];

    /// <summary>Least recently used first.</summary>
    private readonly LinkedList<(Hash32 Id, ulong Weight)> _order = new();

    /// <summary>
    /// The weight of a stored set. The epoch is the set's own, not that of the ballot that names it. A set that is not there, or with an
    /// ATX that the cache lacks, is a failure that nobody is punished for; an empty one is.
    /// </summary>
    public static Verdict Weigh(Hash32 id, EpochActiveSet? stored, ConsensusCache atxs, out ulong weight)
    {
        ArgumentNullException.ThrowIfNull(atxs);
        weight = 0;
        if (stored is null)
            return Verdict.Ignore($"active set {id.ToHex()} not found");
        if (stored.Set.IsEmpty)
            return Verdict.Reject("empty active set");
        (ulong sum, bool[] present) = atxs.WeightForSet(stored.Epoch, stored.Set);
        int missing = Array.IndexOf(present, false);
        if (missing >= 0)
            return Verdict.Ignore($"missing atx {stored.Set[missing]} in active set");
        weight = sum;
        return Verdict.Accept;
    }

    public bool TryGet(Hash32 id, out ulong weight)
    {
        lock (_lock)
        {
            weight = 0;
            if (!_byId.TryGetValue(id, out var node))
                return false;
            _order.Remove(node);
            _order.AddLast(node);
            weight = node.Value.Weight;
            return true;
        }
    }

    public void Add(Hash32 id, ulong weight)
    {
        lock (_lock)
        {
            if (_byId.ContainsKey(id))
                return;
            if (_byId.Count >= capacity && _order.First is { } oldest)
            {
                _byId.Remove(oldest.Value.Id);
                _order.RemoveFirst();
            }

            _byId.Add(id, _order.AddLast((id, weight)));
        }
    }
}
