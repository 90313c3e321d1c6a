using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Caching;

/// <summary>
/// What peers ask for again and again: ids of an epoch, ATX blobs, active sets (spec 10 §9.4). Empty lists are kept, absences are not.
/// A pruned active set is still served from here. Thread-safe; one lock, released while the database is read.
/// </summary>
public sealed class QueryCache
{
    private readonly Lock _lock = new();
    private readonly IStateDatabase _database;
    private readonly LeastRecentlyUsed<EpochId, IReadOnlyList<AtxId>> _epochs;
    private readonly LeastRecentlyUsed<AtxId, AtxBlob> _blobs;
    private readonly LeastRecentlyUsed<Hash32, byte[]> _activeSets;
    private long _generation;

    public QueryCache(IStateDatabase database, QueryCacheOptions options)
    {
        _database = database;
        _epochs = new(options.EpochAtxs);
        _blobs = new(options.AtxBlobs);
        _activeSets = new(options.ActiveSetBlobs);
    }

    /// <summary>Questions that went to the database.</summary>
    public long Misses { get; private set; }

    public IReadOnlyList<AtxId> AtxsOf(EpochId epoch)
    {
        long generation;
        lock (_lock)
        {
            if (_epochs.TryGet(epoch, out var cached))
                return cached;
            generation = _generation;
            Misses++;
        }

        var ids = _database.Atxs.InEpoch(epoch);
        lock (_lock)
        {
            // An ATX announced meanwhile would be missing.
            if (generation == _generation)
                _epochs.Set(epoch, ids);
        }

        return ids;
    }

    /// <summary>Bytes made out of an epoch's list, e.g. the answer to peers; kept until the list changes.</summary>
    public byte[] DerivedFrom(EpochId epoch, Func<IReadOnlyList<AtxId>, byte[]> derive)
    {
        lock (_lock)
        {
            if (_epochs.Derived(epoch) is { } cached)
                return cached;
        }

        var ids = AtxsOf(epoch);
        byte[] derived = derive(ids);
        lock (_lock)
        {
            if (_epochs.TryGet(epoch, out var current) && ReferenceEquals(current, ids))
                _epochs.SetDerived(epoch, derived);
        }

        return derived;
    }

    /// <summary>To be called after an ATX was committed: a kept list of its epoch grows by it, at its end and without looking for duplicates.</summary>
    public void Announce(EpochId epoch, AtxId id)
    {
        lock (_lock)
        {
            _generation++;
            _epochs.Update(epoch, ids => [.. ids, id]);
        }
    }

    public AtxBlob? BlobOf(AtxId id)
    {
        lock (_lock)
        {
            if (_blobs.TryGet(id, out var cached))
                return cached;
            Misses++;
        }

        var blob = _database.Atxs.Blob(id);
        lock (_lock)
        {
            if (blob is { } found)
                _blobs.Set(id, found);
        }

        return blob;
    }

    /// <summary>An encoded active set; a copy.</summary>
    public byte[]? ActiveSet(Hash32 id)
    {
        lock (_lock)
        {
            if (_activeSets.TryGet(id, out byte[]? cached))
                return [.. cached];
            Misses++;
        }

        byte[]? set = _database.Blobs.Load(BlobHint.ActiveSet, id);
        lock (_lock)
        {
            if (set is not null)
                _activeSets.Set(id, [.. set]);
        }

        return set;
    }

    /// <summary>Runs a transaction; its failure empties the cache, for it may have announced what was rolled back.</summary>
    public void InTransaction(Action<IStateTransaction> body)
    {
        try
        {
            using var transaction = _database.Begin();
            body(transaction);
            transaction.Commit();
        }
        catch
        {
            Clear();
            throw;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _generation++;
            _epochs.Clear();
            _blobs.Clear();
            _activeSets.Clear();
        }
    }
}
