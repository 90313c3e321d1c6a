namespace Spacemesh.Api.Services;

/// <summary>Paging of v1 (spec 09a §5.9).</summary>
internal static class Paging
{
    /// <summary>An offset beyond the end gives nothing, not even the total; the sums cannot overflow.</summary>
    public static (uint Total, IEnumerable<T> Items) Page<T>(IReadOnlyList<T> items, uint offset, uint maxResults)
    {
        if (offset > items.Count)
            return (0, []);
        int left = items.Count - (int)offset;
        int count = maxResults == 0 || maxResults > left ? left : (int)maxResults;
        return ((uint)items.Count, items.Skip((int)offset).Take(count));
    }
}
