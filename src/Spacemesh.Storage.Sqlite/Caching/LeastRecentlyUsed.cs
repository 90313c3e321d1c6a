using System.Diagnostics.CodeAnalysis;

namespace Spacemesh.Storage.Sqlite.Caching;

/// <summary>
/// A bounded cache that drops the least recently used key first. A key may carry one derived value, which counts as an entry of its
/// own and goes with its key (spec 10 §9.4). Not thread-safe.
/// </summary>
internal sealed class LeastRecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _order = new();
    private int _count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (Touch(key) is { } entry)
        {
            value = entry.Value;
            return true;
        }

        value = default;
        return false;
    }

    public byte[]? Derived(TKey key) => Touch(key)?.Derived;

    public void Set(TKey key, TValue value)
    {
        Remove(key);
        _entries.Add(key, _order.AddFirst(new Entry(key, value)));
        _count++;
        Trim();
    }

    public void SetDerived(TKey key, byte[] derived)
    {
        if (Touch(key) is not { } entry)
            return;
        if (entry.Derived is null)
            _count++;
        entry.Derived = derived;
        Trim();
    }

    /// <summary>Changes a present value; what was derived from it goes. Does not count as a use.</summary>
    public void Update(TKey key, Func<TValue, TValue> change)
    {
        if (!_entries.TryGetValue(key, out var node))
            return;
        node.Value.Value = change(node.Value.Value);
        if (node.Value.Derived is not null)
            _count--;
        node.Value.Derived = null;
    }

    public void Clear()
    {
        _entries.Clear();
        _order.Clear();
        _count = 0;
    }

    private Entry? Touch(TKey key)
    {
        if (!_entries.TryGetValue(key, out var node))
            return null;
        _order.Remove(node);
        _order.AddFirst(node);
        return node.Value;
    }

    private void Remove(TKey key)
    {
        if (!_entries.Remove(key, out var node))
            return;
        _order.Remove(node);
        _count -= node.Value.Derived is null ? 1 : 2;
    }

    private void Trim()
    {
        while (_count > capacity && _order.Last is { } oldest)
            Remove(oldest.Value.Key);
    }

    private sealed class Entry(TKey key, TValue value)
    {
        public TKey Key => key;

        public TValue Value { get; set; } = value;

        public byte[]? Derived { get; set; }
    }
}
