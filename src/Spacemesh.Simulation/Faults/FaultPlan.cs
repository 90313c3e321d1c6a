using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Simulation.Network;

namespace Spacemesh.Simulation.Faults;

/// <summary>Draws what goes wrong in a network from a seed. At most a third of the nodes is in trouble at a time, and the last epochs are calm.</summary>
public static class FaultPlan
{
    /// <summary>Epochs before the first fault: two without blocks, one in which all work.</summary>
    private const uint CalmBegin = 3;

    /// <summary>Epochs after the last one in which everyone is back.</summary>
    private const uint CalmEnd = 3;

    /// <summary>Faults of a network whose nodes all start before genesis.</summary>
    public static IReadOnlyList<PlannedFault> Draw(ulong seed, int nodes, uint epochs, uint layersPerEpoch)
    {
        var random = new SeededRandom(seed).Fork("faults");
        var faults = new List<PlannedFault>();
        uint end = epochs > CalmEnd ? (epochs - CalmEnd) * layersPerEpoch : 0;
        int most = Math.Max(0, (nodes - 1) / 3);
        for (uint at = CalmBegin * layersPerEpoch; at < end && most > 0;)
        {
            uint until = Math.Min(end, at + 1 + (uint)random.Next((int)(2 * layersPerEpoch)));
            int[] struck = Choose(random, nodes, 1 + random.Next(most));
            faults.AddRange(One(random, new LayerId(at), new LayerId(until), struck));
            at = until + 1 + (uint)random.Next((int)layersPerEpoch);
        }

        return faults;
    }

    private static IEnumerable<PlannedFault> One(SeededRandom random, LayerId from, LayerId until, int[] struck)
    {
        double within = random.NextDouble();
        switch (random.Next(4))
        {
            case 0:
                return [new PlannedFault.Partition(from, within, struck, until)];
            case 1:
                return struck.SelectMany(node => (PlannedFault[])
                [
                    new PlannedFault.Skew(from, within, node, TimeSpan.FromMilliseconds(random.Next(1000) - 500)),
                    new PlannedFault.Skew(until, 0, node, TimeSpan.Zero),
                ]);
            case 2:
                // Late ballots: they arrive up to two layers after their own.
                var late = new LinkConditions { MinDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(2 + random.Next(28)), Loss = random.Next(3) * 0.1, Duplication = 0.1 };
                return struck.Select(node => new PlannedFault.BadLine(from, within, node, late, until));
            default:
                return struck.Select(node => new PlannedFault.Crash(from, random.NextDouble(), node, until));
        }
    }

    private static int[] Choose(SeededRandom random, int nodes, int count)
    {
        var all = Enumerable.Range(0, nodes).ToList();
        while (all.Count > count)
            all.RemoveAt(random.Next(all.Count));
        return [.. all];
    }
}
