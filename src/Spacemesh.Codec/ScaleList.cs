using System.Collections;
using System.Runtime.CompilerServices;

namespace Spacemesh.Codec;

/// <summary>An immutable list that compares element by element; the default value is the empty list.</summary>
[CollectionBuilder(typeof(ScaleList), nameof(ScaleList.Create))]
public readonly struct ScaleList<T> : IReadOnlyList<T>, IEquatable<ScaleList<T>>
{
    private readonly T[]? _items;

    internal ScaleList(T[]? items) => _items = items is { Length: > 0 } ? items : null;

    public static ScaleList<T> Empty => default;

    public int Count => _items is null ? 0 : _items.Length;

    public bool IsEmpty => _items is null;

    public ReadOnlySpan<T> Span => _items;

    public T this[int index] => _items is { } items ? items[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public static implicit operator ReadOnlySpan<T>(ScaleList<T> list) => list._items;

    public static bool operator ==(ScaleList<T> left, ScaleList<T> right) => left.Equals(right);

    public static bool operator !=(ScaleList<T> left, ScaleList<T> right) => !left.Equals(right);

    public ReadOnlyMemory<T> AsMemory() => _items;

    public T[] ToArray() => Span.ToArray();

    public bool Equals(ScaleList<T> other) => ReferenceEquals(_items, other._items) || Span.SequenceEqual(other.Span, null);

    public override bool Equals(object? obj) => obj is ScaleList<T> other && Equals(other);

    public override int GetHashCode() => _items is { } items ? HashCode.Combine(items.Length, items[0], items[^1]) : 0;

    public override string ToString() => $"[{string.Join(", ", this)}]";

    public Enumerator GetEnumerator() => new(_items ?? []);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public struct Enumerator(T[] items) : IEnumerator<T>
    {
        private int _index = -1;

        public readonly T Current => items[_index];

        readonly object? IEnumerator.Current => Current;

        public bool MoveNext() => ++_index < items.Length;

        public void Reset() => _index = -1;

        public readonly void Dispose()
        {
        }
    }
}
