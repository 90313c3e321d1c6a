namespace Spacemesh.Storage.Memory.Tables;

/// <summary>Rows under a unique key that remember the order of insertion, as a table with row ids does.</summary>
internal sealed class Table<TKey, TRow>(Journal journal, Func<TRow, TKey> keyOf)
    where TKey : notnull
    where TRow : class
{
    private readonly Dictionary<TKey, long> _places = [];
    private readonly SortedDictionary<long, TRow> _rows = [];
    private readonly List<TableIndex<TRow>> _indexes = [];
    private long _last;

    /// <summary>In order of insertion.</summary>
    public IEnumerable<TRow> Rows => _rows.Values;

    public int Count => _rows.Count;

    public TableIndex<TValue, TRow> Index<TValue>(Func<TRow, TValue> valueOf)
        where TValue : notnull
    {
        var index = new TableIndex<TValue, TRow>(valueOf);
        _indexes.Add(index);
        return index;
    }

    public TRow? Find(TKey key) => _places.TryGetValue(key, out long place) ? _rows[place] : null;

    public bool Contains(TKey key) => _places.ContainsKey(key);

    /// <summary>False where the key is taken.</summary>
    public bool TryAdd(TRow row)
    {
        var key = keyOf(row);
        if (_places.ContainsKey(key))
            return false;
        long place = ++_last;
        Put(key, place, row);
        journal.Record(() => Take(key));
        return true;
    }

    /// <summary>Replaces the row of the same key at its place; false where there is none.</summary>
    public bool TryReplace(TRow row)
    {
        var key = keyOf(row);
        if (!_places.TryGetValue(key, out long place))
            return false;
        var before = _rows[place];
        Take(key);
        Put(key, place, row);
        journal.Record(() =>
        {
            Take(key);
            Put(key, place, before);
        });
        return true;
    }

    /// <summary>Adds, or replaces at its place.</summary>
    public void Set(TRow row)
    {
        if (!TryReplace(row))
            TryAdd(row);
    }

    public void Remove(TKey key)
    {
        if (!_places.TryGetValue(key, out long place))
            return;
        var before = _rows[place];
        Take(key);
        journal.Record(() => Put(key, place, before));
    }

    public void RemoveAll(Func<TRow, bool> condition)
    {
        foreach (var key in Rows.Where(condition).Select(keyOf).ToList())
            Remove(key);
    }

    private void Put(TKey key, long place, TRow row)
    {
        _places.Add(key, place);
        _rows.Add(place, row);
        foreach (var index in _indexes)
            index.Add(place, row);
    }

    private void Take(TKey key)
    {
        _places.Remove(key, out long place);
        _rows.Remove(place, out var row);
        foreach (var index in _indexes)
            index.Remove(place, row!);
    }
}
