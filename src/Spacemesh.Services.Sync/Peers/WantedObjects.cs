using System.Runtime.InteropServices;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Sync.Peers;

/// <summary>
/// Objects that peers listed: which are here, how often the others failed, and which come next. Round robin, so that ids which nobody
/// serves cannot hold up the others. Remembers who listed an id first: what only a liar listed is dropped. Not thread-safe.
/// </summary>
internal sealed class WantedObjects(int limit, PeerTrust trust)
{
    private const int TellingTries = 2;
    private const ushort Several = ushort.MaxValue;
    private const ushort Nobody = ushort.MaxValue - 1;

    private readonly Dictionary<Hash32, Entry> _entries = [];
    private readonly Queue<Hash32> _next = new();
    private readonly List<PeerId> _sources = [];

    /// <summary>Ids that are known, here or not; not those given up.</summary>
    public int Count => _entries.Count;

    /// <summary>Of them here.</summary>
    public int Here { get; private set; }

    /// <summary>Adds ids that were stored before, with their failures.</summary>
    public void Restore(IEnumerable<(Hash32 Id, int Tries)> stored)
    {
        foreach (var (id, tries) in stored)
        {
            _entries[id] = new Entry(tries, Nobody);
            _next.Enqueue(id);
        }
    }

    /// <summary>Merges a list: its ids get all their tries back. Ids that are new, or had failures, come out to be stored.</summary>
    public IReadOnlyList<Hash32> Merge(in Listing listing)
    {
        if (trust.IsLiar(listing.Peer))
            return [];
        ushort source = SourceOf(listing.Peer);
        var changed = new List<Hash32>();
        foreach (var id in listing.Ids)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, id, out bool exists);
            if (!exists)
            {
                entry = new Entry(0, source);
                _next.Enqueue(id);
                changed.Add(id);
                continue;
            }

            if (entry.Source != source)
                entry.Source = Several;
            if (entry.Tries == 0)
                continue;
            entry.Tries = 0;
            changed.Add(id);
        }

        return changed;
    }

    /// <summary>The next ids to fetch. Those that <paramref name="isHere"/> knows are marked and left out; those at their limit are given up.</summary>
    public IReadOnlyList<Hash32> Take(int count, Func<Hash32, bool> isHere)
    {
        var batch = new List<Hash32>(Math.Min(count, _next.Count));
        for (int left = _next.Count; left > 0 && batch.Count < count; left--)
        {
            var id = _next.Dequeue();
            if (!_entries.TryGetValue(id, out var entry))
                continue;
            if (isHere(id))
                MarkHere(id);
            else if (entry.Tries >= limit || (entry.Source < Nobody && trust.IsLiar(_sources[entry.Source])))
                _entries.Remove(id);
            else
                batch.Add(id);
        }

        return batch;
    }

    /// <summary>An id of the last batch is here now.</summary>
    public void Succeeded(Hash32 id)
    {
        if (_entries.TryGetValue(id, out var entry) && entry.Source < Nobody)
            trust.Kept(_sources[entry.Source]);
        MarkHere(id);
    }

    /// <summary>An id of the last batch failed; returns its failures so far.</summary>
    /// <param name="id">Which.</param>
    /// <param name="verdict">Rejected objects are not asked for again.</param>
    public int Failed(Hash32 id, Verdict verdict)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, id);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry))
            return limit;
        entry.Tries = verdict.IsReject || verdict.IsSettled ? limit : Math.Min(limit, entry.Tries + 1);
        // The fetcher asked many peers each time: that it failed twice says enough about who listed the id.
        if (verdict.IsIgnore && !verdict.IsSettled && entry.Tries == Math.Min(TellingTries, limit) && entry.Source < Nobody)
            trust.Broken(_sources[entry.Source]);
        _next.Enqueue(id);
        return entry.Tries;
    }

    /// <summary>The batch as a whole could not be asked for: nothing is known about its ids.</summary>
    public void PutBack(IEnumerable<Hash32> batch)
    {
        foreach (var id in batch)
            _next.Enqueue(id);
    }

    public int TriesOf(Hash32 id) => _entries.TryGetValue(id, out var entry) ? entry.Tries : limit;

    private void MarkHere(Hash32 id)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, id);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry) || entry.IsHere)
            return;
        entry.IsHere = true;
        Here++;
    }

    private ushort SourceOf(PeerId peer)
    {
        if (peer.IsNone)
            return Nobody;
        int known = _sources.IndexOf(peer);
        if (known >= 0)
            return (ushort)known;
        if (_sources.Count >= Nobody)
            return Nobody;
        _sources.Add(peer);
        return (ushort)(_sources.Count - 1);
    }

    private record struct Entry(int Tries, ushort Source)
    {
        public bool IsHere;
    }
}
