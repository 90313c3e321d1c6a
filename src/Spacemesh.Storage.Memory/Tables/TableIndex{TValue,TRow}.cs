namespace Spacemesh.Storage.Memory.Tables;

/// <summary>Rows by a value that several may share, in order of insertion.</summary>
internal sealed class TableIndex<TValue, TRow>(Func<TRow, TValue> valueOf) : TableIndex<TRow>
    where TValue : notnull
{
    private readonly Dictionary<TValue, SortedDictionary<long, TRow>> _groups = [];

    /// <summary>Every value that some row has, in no order.</summary>
    public IEnumerable<TValue> Values => _groups.Keys;

    public IEnumerable<TRow> this[TValue value] => _groups.TryGetValue(value, out var rows) ? rows.Values : [];

    public override void Add(long place, TRow row)
    {
        var value = valueOf(row);
        if (!_groups.TryGetValue(value, out var rows))
            _groups.Add(value, rows = []);
        rows.Add(place, row);
    }

    public override void Remove(long place, TRow row)
    {
        var value = valueOf(row);
        var rows = _groups[value];
        rows.Remove(place);
        if (rows.Count == 0)
            _groups.Remove(value);
    }
}
