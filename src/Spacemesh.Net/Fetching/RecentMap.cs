using System.Diagnostics.CodeAnalysis;

namespace Spacemesh.Net.Fetching;

/// <summary>A dictionary of the keys that were used last. Not thread-safe.</summary>
/// <param name="capacity">Keys that are kept, at least 1.</param>
internal sealed class RecentMap<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _places = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _order = new();

    public int Count => _places.Count;

    /// <summary>Finds a key and makes it the last one used.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_places.TryGetValue(key, out var place))
        {
            value = default;
            return false;
        }

        _order.Remove(place);
        _order.AddLast(place);
        value = place.Value.Value;
        return true;
    }

    /// <summary>Sets a key; the one not used for longest makes room.</summary>
    public void Set(TKey key, TValue value)
    {
        Remove(key);
        if (_places.Count == capacity && _order.First is { } oldest)
            Remove(oldest.Value.Key);
        _places.Add(key, _order.AddLast((key, value)));
    }

    public void Remove(TKey key)
    {
        if (_places.Remove(key, out var place))
            _order.Remove(place);
    }
}
