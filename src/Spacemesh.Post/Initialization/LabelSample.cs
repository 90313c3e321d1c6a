using Spacemesh.Runtime;

namespace Spacemesh.Post.Initialization;

/// <summary>Distinct positions chosen uniformly at random, in ascending order, as runs of neighbours.</summary>
public static class LabelSample
{
    private const ulong DenseShare = 32;

    /// <summary>How many of <paramref name="labels"/> a percentage stands for, rounded down.</summary>
    public static ulong Count(ulong labels, double percent)
    {
        double share = labels * (double.IsNaN(percent) ? 0 : percent) / 100;
        return share <= 0 ? 0 : share >= labels ? labels : (ulong)share;
    }

    /// <param name="labels">Positions to choose from.</param>
    /// <param name="count">How many; at most <paramref name="labels"/>.</param>
    /// <param name="random">Chooses.</param>
    /// <param name="runLimit">Longest run given.</param>
    public static IEnumerable<(ulong First, int Count)> Runs(ulong labels, ulong count, IRandomSource random, int runLimit)
    {
        if (count == labels)
        {
            for (ulong first = 0; first < labels; first += (ulong)runLimit)
                yield return (first, (int)Math.Min((ulong)runLimit, labels - first));
            yield break;
        }

        foreach (ulong position in count > labels / DenseShare ? Dense(labels, count, random) : Sparse(labels, count, random))
            yield return (position, 1);
    }

    /// <summary>One pass over all positions, each taken with the chance that is left for it.</summary>
    private static IEnumerable<ulong> Dense(ulong labels, ulong count, IRandomSource random)
    {
        ulong wanted = count;
        for (ulong position = 0; wanted > 0; position++)
        {
            if (random.NextDouble() * (labels - position) < wanted)
            {
                wanted--;
                yield return position;
            }
        }
    }

    private static IEnumerable<ulong> Sparse(ulong labels, ulong count, IRandomSource random)
    {
        var chosen = new HashSet<ulong>((int)Math.Min(count, int.MaxValue));
        while ((ulong)chosen.Count < count)
            chosen.Add((ulong)(((UInt128)random.NextUInt64() * labels) >> 64));
        return chosen.Order();
    }
}
