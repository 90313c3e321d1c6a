using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>Everything that a seed decides before the run.</summary>
public sealed record LockstepPlan
{
    public const uint LayersPerEpoch = 8;

    /// <summary>The round duration R.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    /// <summary>The preround delay D.</summary>
    public static readonly TimeSpan Preround = TimeSpan.FromSeconds(3);

    /// <summary>Sessions of neighbouring layers overlap when they use all their iterations.</summary>
    public static readonly TimeSpan LayerDuration = TimeSpan.FromSeconds(20);

    public static readonly LayerId First = new(2 * LayersPerEpoch);

    private const byte Iterations = 4;

    /// <summary>A committee whose seats are drawn.</summary>
    private const ushort Drawn = 120;

    public required ulong Seed { get; init; }

    public required uint Layers { get; init; }

    /// <summary>Weight of each node's smesher.</summary>
    public required IReadOnlyList<ulong> Weights { get; init; }

    public required IReadOnlyList<Fault> Faults { get; init; }

    public required HareSchedule Schedule { get; init; }

    public required ushort CertifierCommittee { get; init; }

    /// <summary>Share of the proposals that a node has in its store when the preround comes.</summary>
    public required double Known { get; init; }

    /// <summary>Whether smeshers agree on a mesh hash, so that blocks are built optimistically.</summary>
    public required bool Optimistic { get; init; }

    /// <summary>Whether many proposals share their short id.</summary>
    public required bool ShortIdsCollide { get; init; }

    public required bool VerdictCache { get; init; }

    public required Twin Twin { get; init; }

    public int Nodes => Weights.Count;

    /// <summary>Neighbours of a node, 0 for all: a network of many nodes relays over several hops.</summary>
    public int Degree => Nodes > 20 ? 8 : 0;

    public bool IsFaultless => Faults.All(fault => fault == Fault.None);

    /// <summary>Draws a plan: mostly ten nodes, now and then one or fifty; one run in a hundred without the verdict cache.</summary>
    public static LockstepPlan Draw(ulong seed, int? nodes = null, Twin twin = Twin.None)
    {
        var random = new SeededRandom(seed).Fork("plan");
        int size = (int)(seed % 100) switch
        {
            7 => 50,
            3 or 53 => 1,
            _ => 10,
        };
        size = nodes ?? size;
        // Committee = weight gives every smesher exactly its weight in seats. Otherwise seats are drawn, and only a quarter of the weight is
        // faulty: a third of it would get a majority of the seats now and then.
        bool exact = random.Next(3) > 0;
        var weights = Enumerable.Range(0, size).Select(_ => exact ? 1ul + (ulong)random.Next(size > 20 ? 4 : 20) : 50ul + (ulong)random.Next(200)).ToList();
        ulong total = weights.Aggregate(0ul, (sum, weight) => sum + weight);
        ushort committee = exact ? (ushort)total : Drawn;
        var schedule = DrawSchedule(random, committee);
        return new LockstepPlan
        {
            Seed = seed,
            Layers = size > 20 ? 1u : 2u,
            Weights = weights,
            Faults = DrawFaults(random, weights, exact && schedule.Rules[0].CommitteeUpgrade is null ? (total - 1) / 3 : total / 4, twin),
            Schedule = schedule,
            CertifierCommittee = committee,
            Known = random.Next(3) switch
            {
                0 => 1,
                1 => 0.9,
                _ => 0.6,
            },
            Optimistic = random.Next(3) == 0,
            ShortIdsCollide = random.Next(5) == 0,
            VerdictCache = seed % 100 != 99,
            Twin = twin,
        };
    }

    private static HareSchedule DrawSchedule(SeededRandom random, ushort committee)
    {
        var second = First.Add(1);
        return random.Next(4) switch
        {
            0 => new HareSchedule(Rules("hare4", HareFormat.Hare4, committee)),
            1 => new HareSchedule(
                Rules("hare3", HareFormat.Hare3, committee) with { DisableLayer = second },
                Rules("hare4", HareFormat.Hare4, committee) with { EnableLayer = second }),
            2 => new HareSchedule(Rules("hare3", HareFormat.Hare3, Drawn) with { CommitteeUpgrade = new HareCommitteeUpgrade(second, committee) }),
            _ => new HareSchedule(Rules("hare3", HareFormat.Hare3, committee)),
        };
    }

    private static HareOptions Rules(string section, HareFormat format, ushort committee) => new()
    {
        Section = section,
        Format = format,
        Topic = $"/h/{section[^1]}.0",
        Enabled = true,
        Committee = committee,
        Leaders = 5,
        IterationsLimit = Iterations,
        PreroundDelay = Preround,
        RoundDuration = Round,
    };

    /// <summary>Faults within a budget of weight; in a fifth of the runs none.</summary>
    private static List<Fault> DrawFaults(SeededRandom random, List<ulong> weights, ulong budget, Twin twin)
    {
        var faults = weights.ConvertAll(_ => Fault.None);
        if ((random.Next(5) == 0 && twin == Twin.None) || twin == Twin.NeverNotifies)
            return faults;
        int kinds = random.Next(6);
        var order = Enumerable.Range(0, weights.Count).ToArray();
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        foreach (int node in order.Where(node => twin == Twin.None || node > 0))
        {
            if (weights[node] > budget)
                continue;
            budget -= weights[node];
            faults[node] = twin != Twin.None || kinds == 0 ? Fault.Equivocating : kinds == 5 ? (Fault)(1 + random.Next(5)) : (Fault)(1 + kinds);
        }

        return faults;
    }
}
