using Spacemesh.Primitives;

namespace Spacemesh.AtxsData;

/// <summary>
/// Every ATX that consensus may still ask for, by target epoch, with the malicious identities and the ATXs of our own
/// identities (spec 04 §14). Thread-safe; one lock, never held while calling out.
/// </summary>
public sealed class ConsensusCache
{
    private readonly Lock _lock = new();
    private readonly Dictionary<EpochId, EpochAtxs> _epochs = [];
    private readonly Dictionary<EpochId, Dictionary<NodeId, AtxId>> _managed = [];
    private readonly HashSet<NodeId> _managedIdentities = [];
    private readonly HashSet<NodeId> _malicious = [];
    private EpochId _evicted;

    /// <summary>Highest evicted target epoch; 0 at first, for epoch 0 has no ATXs.</summary>
    public EpochId Evicted
    {
        get
        {
            lock (_lock)
                return _evicted;
        }
    }

    /// <summary>
    /// What to evict before the cache is warmed up: the target epochs that lie more than <paramref name="keep"/> epochs
    /// (the tortoise window) before the epoch of the last applied layer; null where nothing does (spec 04 §14.2).
    /// </summary>
    public static EpochId? EvictedAtStart(EpochId lastApplied, uint keep) =>
        lastApplied.Value > keep ? new EpochId(lastApplied.Value - keep - 1) : null;

    /// <summary>Declares an identity as ours: its ATXs added from now on are found by <see cref="TryGetByNode"/> at once.</summary>
    public void Register(NodeId identity)
    {
        lock (_lock)
            _managedIdentities.Add(identity);
    }

    public bool IsEvicted(EpochId target)
    {
        lock (_lock)
            return target <= _evicted;
    }

    /// <summary>
    /// Adds an ATX under its target epoch. False when the epoch is evicted or the id present.
    /// A malicious smesher is marked even then.
    /// </summary>
    public bool TryAdd(EpochId target, in AtxEntry entry, bool malicious)
    {
        lock (_lock)
        {
            if (malicious)
                _malicious.Add(entry.Smesher);
            if (target <= _evicted)
                return false;
            if (!_epochs.TryGetValue(target, out var atxs))
                _epochs.Add(target, atxs = new EpochAtxs());
            if (!atxs.TryAdd(entry))
                return false;
            if (_managedIdentities.Contains(entry.Smesher))
            {
                if (!_managed.TryGetValue(target, out var own))
                    _managed.Add(target, own = []);
                own[entry.Smesher] = entry.Id;
            }

            return true;
        }
    }

    /// <summary>Drops this target epoch and all before it. Never goes back.</summary>
    public void EvictEpoch(EpochId target)
    {
        lock (_lock)
        {
            if (target <= _evicted)
                return;
            _evicted = target;
            foreach (var epoch in _epochs.Keys.Where(epoch => epoch <= target).ToList())
                _epochs.Remove(epoch);
            foreach (var epoch in _managed.Keys.Where(epoch => epoch <= target).ToList())
                _managed.Remove(epoch);
        }
    }

    public bool TryGet(EpochId target, AtxId id, out AtxEntry entry)
    {
        lock (_lock)
        {
            if (_epochs.TryGetValue(target, out var atxs) && atxs.Find(id) is >= 0 and var position)
            {
                entry = atxs[position];
                return true;
            }

            entry = default;
            return false;
        }
    }

    /// <summary>An ATX of this smesher: for our own identities the last added, for others the first found by a scan of the epoch.</summary>
    public bool TryGetByNode(EpochId target, NodeId smesher, out AtxEntry entry)
    {
        lock (_lock)
        {
            if (_managed.TryGetValue(target, out var own) && own.TryGetValue(smesher, out var id))
                return TryGet(target, id, out entry);
            if (_epochs.TryGetValue(target, out var atxs))
            {
                for (int position = 0; position < atxs.Count; position++)
                {
                    entry = atxs[position];
                    if (entry.Smesher == smesher)
                        return true;
                }
            }

            entry = default;
            return false;
        }
    }

    /// <summary>The ATXs of our own identities in this target epoch.</summary>
    public IReadOnlyDictionary<NodeId, AtxId> Managed(EpochId target)
    {
        lock (_lock)
            return _managed.TryGetValue(target, out var own) ? new Dictionary<NodeId, AtxId>(own) : [];
    }

    /// <summary>Target epochs that hold at least one ATX, ascending.</summary>
    public IReadOnlyList<EpochId> Epochs()
    {
        lock (_lock)
            return [.. _epochs.Keys.Order()];
    }

    public int Count(EpochId target)
    {
        lock (_lock)
            return _epochs.TryGetValue(target, out var atxs) ? atxs.Count : 0;
    }

    /// <summary>A snapshot of the epoch, in the order of adding.</summary>
    public IReadOnlyList<AtxEntry> Snapshot(EpochId target)
    {
        lock (_lock)
        {
            if (!_epochs.TryGetValue(target, out var atxs))
                return [];
            var entries = new AtxEntry[atxs.Count];
            for (int position = 0; position < entries.Length; position++)
                entries[position] = atxs[position];
            return entries;
        }
    }

    /// <summary>ATXs of identities not known as malicious, by height descending; equal heights in any order. Sorted as far as it is read.</summary>
    public IEnumerable<AtxEntry> HighTicks(EpochId target)
    {
        EpochAtxs? atxs;
        PriorityQueue<int, ulong> byHeight;
        lock (_lock)
        {
            if (!_epochs.TryGetValue(target, out atxs))
                yield break;
            var candidates = new List<(int Position, ulong Order)>();
            for (int position = 0; position < atxs.Count; position++)
            {
                ref readonly var entry = ref atxs[position];
                if (!_malicious.Contains(entry.Smesher))
                    candidates.Add((position, ulong.MaxValue - entry.Height));
            }

            byHeight = new PriorityQueue<int, ulong>(candidates);
        }

        while (byHeight.TryDequeue(out int position, out _))
        {
            AtxEntry entry;
            lock (_lock)
                entry = atxs[position];
            yield return entry;
        }
    }

    /// <summary>The ids of <paramref name="ids"/> that are not present, in their order; all of them for an unknown epoch.</summary>
    public IReadOnlyList<AtxId> Missing(EpochId target, ReadOnlySpan<AtxId> ids)
    {
        var missing = new List<AtxId>();
        lock (_lock)
        {
            _epochs.TryGetValue(target, out var atxs);
            foreach (var id in ids)
            {
                if (atxs is null || atxs.Find(id) < 0)
                    missing.Add(id);
            }
        }

        return missing;
    }

    /// <summary>Sum of the weights of the ids that are present, wrapping, duplicates each time; and for every id whether it is present.</summary>
    public (ulong Weight, bool[] Present) WeightForSet(EpochId target, ReadOnlySpan<AtxId> ids)
    {
        ulong weight = 0;
        var present = new bool[ids.Length];
        lock (_lock)
        {
            if (_epochs.TryGetValue(target, out var atxs))
            {
                for (int i = 0; i < ids.Length; i++)
                {
                    int position = atxs.Find(ids[i]);
                    if (position < 0)
                        continue;
                    present[i] = true;
                    weight = unchecked(weight + atxs[position].Weight);
                }
            }
        }

        return (weight, present);
    }

    public void SetMalicious(NodeId identity)
    {
        lock (_lock)
            _malicious.Add(identity);
    }

    public bool IsMalicious(NodeId identity)
    {
        lock (_lock)
            return _malicious.Contains(identity);
    }

    /// <summary>All known malicious identities, ascending.</summary>
    public IReadOnlyList<NodeId> MaliciousIdentities()
    {
        lock (_lock)
            return [.. _malicious.Order()];
    }
}
