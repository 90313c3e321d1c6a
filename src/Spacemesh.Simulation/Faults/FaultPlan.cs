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

    /// <summary>What was wrong at some moment of some layers, and with which nodes.</summary>
    /// <param name="faults">The plan.</param>
    /// <param name="first">The first of the layers.</param>
    /// <param name="last">The last of them.</param>
    public static IReadOnlyList<(PlannedFault Fault, IReadOnlyList<int> Nodes)> During(IReadOnlyList<PlannedFault> faults, LayerId first, LayerId last)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var during = new List<(PlannedFault, IReadOnlyList<int>)>();
        foreach (var fault in faults)
        {
            (LayerId Begin, LayerId? End, IReadOnlyList<int> Nodes) trouble = fault switch
            {
                PlannedFault.Crash crash => (crash.Layer, crash.Until, [crash.Node]),
                PlannedFault.Partition cut => (cut.Layer, cut.Until, cut.Nodes),
                PlannedFault.BadLine line => (line.Layer, line.Until, [line.Node]),
                PlannedFault.LateJoin join => (default, join.Layer, [join.Node]),
                PlannedFault.Skew skew => (skew.Layer, skew.Ahead == TimeSpan.Zero ? skew.Layer : EndOf(skew, faults), [skew.Node]),
                _ => throw new ArgumentException($"{fault} is none of the faults there are", nameof(faults)),
            };
            if (trouble.Begin <= last && (trouble.End is not { } until || until >= first))
                during.Add((fault, trouble.Nodes));
        }

        return during;
    }

    /// <summary>The layer in which the clock is set again; null for never.</summary>
    private static LayerId? EndOf(PlannedFault.Skew skew, IReadOnlyList<PlannedFault> faults) =>
        faults.OfType<PlannedFault.Skew>().Where(other => other.Node == skew.Node && other.Layer > skew.Layer).Select(other => (LayerId?)other.Layer).Min();

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
