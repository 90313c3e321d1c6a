using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>An ATX's list of previous ones out of its rows of posts (spec 10 §6.1).</summary>
public static class PreviousLists
{
    /// <summary>Longest list that is believed; the wire allows 256.</summary>
    private const int MaxLength = 4096;

    /// <param name="rows">Position and previous ATX of every identity, by identity: later rows win.</param>
    /// <returns>The list up to the highest position, zero ids in gaps; null without rows.</returns>
    public static IReadOnlyList<AtxId>? Of(IReadOnlyList<(long Index, AtxId? Previous)> rows)
    {
        if (rows.Count == 0)
            return null;
        long highest = rows.Max(row => row.Index);
        if (highest is < 0 or >= MaxLength || rows.Any(row => row.Index < 0))
            throw new StorageException(StorageErrorKind.Corrupt, $"posts: position {highest} in a list of previous ATXs");
        var list = new AtxId[highest + 1];
        foreach (var (index, previous) in rows)
            list[index] = previous ?? default;
        return list;
    }
}
