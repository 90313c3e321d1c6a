using System.Diagnostics.CodeAnalysis;

namespace Spacemesh.Services.Activation;

/// <summary>The entries used last, up to a number. Thread-safe.</summary>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _entry = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _byKey = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _order = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_entry)
        {
            if (!_byKey.TryGetValue(key, out var node))
            {
                value = default;
                return false;
            }

            _order.Remove(node);
            _order.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    public void Add(TKey key, TValue value)
    {
        lock (_entry)
        {
            if (_byKey.ContainsKey(key))
                return;
            _byKey.Add(key, _order.AddFirst((key, value)));
            if (_byKey.Count <= capacity)
                return;
            _byKey.Remove(_order.Last!.Value.Key);
            _order.RemoveLast();
        }
    }
}
