namespace Spacemesh.Codec;

/// <summary>Makes <see cref="ScaleList{T}"/> values.</summary>
public static class ScaleList
{
    /// <summary>A list of copies of <paramref name="items"/>.</summary>
    public static ScaleList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());

    /// <summary>A list over <paramref name="items"/> itself, which the caller does not change any more.</summary>
    public static ScaleList<T> Own<T>(T[] items) => new(items);

    public static ScaleList<T> ToScaleList<T>(this IEnumerable<T> items) => new([.. items]);
}
