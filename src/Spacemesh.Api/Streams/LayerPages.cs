using Spacemesh.Primitives;

namespace Spacemesh.Api.Streams;

/// <summary>Reads a list that is ordered by layer page by page, without holding anything of the database between pages.</summary>
internal static class LayerPages
{
    /// <param name="first">The first layer.</param>
    /// <param name="read">Reads at most <see cref="StreamBuffers.Page"/> rows from a layer on, leaving out the given number.</param>
    /// <param name="layerOf">Layer of a row.</param>
    public static IEnumerable<T> Read<T>(LayerId? first, Func<LayerId?, ulong, IReadOnlyList<T>> read, Func<T, LayerId> layerOf)
    {
        ulong skipped = 0;
        while (true)
        {
            var page = read(first, skipped);
            foreach (var row in page)
                yield return row;
            if (page.Count == 0)
                yield break;
            var last = layerOf(page[^1]);
            ulong sent = (ulong)page.Count(row => layerOf(row) == last);
            skipped = first is { } begin && begin == last ? skipped + sent : sent;
            first = last;
        }
    }
}
