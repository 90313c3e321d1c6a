using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Consensus.Lockstep;
using Spacemesh.Simulation.Network;

namespace Spacemesh.Services.Consensus.Tests.Agreement;

/// <summary>Honest nodes of a scenario, each with its smeshers, over one layer.</summary>
internal sealed class Cluster : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Smesher> _smeshers;
    private readonly List<Task> _loops = [];

    /// <param name="smeshers">Numbers of each node's smeshers; one that appears twice is a twin.</param>
    /// <param name="active">Smeshers that are in the active set: the first ones.</param>
    /// <param name="format">Hare 3 or 4.</param>
    /// <param name="change">Changes the rules.</param>
    /// <param name="colliding">Whether short ids collide.</param>
    public Cluster(int[][] smeshers, int? active = null, HareFormat? format = null, Func<HareOptions, HareOptions>? change = null, bool colliding = false)
    {
        int count = smeshers.SelectMany(own => own).Max() + 1;
        Rules = new HareOptions
        {
            Section = "hare",
            Format = format ?? HareFormat.Hare3,
            Topic = format == HareFormat.Hare4 ? "/h/4.0" : "/h/3.0",
            Enabled = true,
            Committee = 400,
            Leaders = 5,
            IterationsLimit = 4,
            PreroundDelay = LockstepPlan.Preround,
            RoundDuration = LockstepPlan.Round,
        };
        Rules = change?.Invoke(Rules) ?? Rules;
        var weights = new SeededRandom(7);
        var plan = new LockstepPlan
        {
            Seed = 7,
            Layers = 1,
            Weights = [.. Enumerable.Range(0, count).Select(_ => 10ul + (ulong)weights.Next(40))],
            Faults = [.. Enumerable.Repeat(Fault.None, count)],
            Schedule = new HareSchedule(Rules),
            CertifierCommittee = 400,
            Known = 1,
            Optimistic = false,
            ShortIdsCollide = colliding,
            VerdictCache = true,
            Twin = Twin.None,
        };
        Parameters = new NetworkParameters
        {
            LayersPerEpoch = LockstepPlan.LayersPerEpoch,
            LayerDuration = LockstepPlan.LayerDuration,
            GenesisTime = Scheduler.UtcNow + TimeSpan.FromSeconds(2) - (LockstepPlan.LayerDuration * LockstepPlan.First.Value),
            GoldenAtx = default,
            AddressPrefix = "sm",
        };
        var network = new SimulatedNetwork(Scheduler.TimeProvider, new SeededRandom(7), new SimulatedNetworkOptions { ReconnectAfter = TimeSpan.Zero });
        Network = network;
        var beacon = Beacon.FromBytes([1, 2, 3, 4]);
        _smeshers = [.. plan.Weights.Select((weight, i) => new Smesher(i, weight, Parameters.GenesisId))];
        Pool = new ProposalPool(plan, _smeshers, beacon, new SeededRandom(8));
        var cache = new VerdictCache();
        // A twin is the same key in another node, whose record of signatures is its own.
        Nodes = [.. smeshers.Select((own, i) => new HonestNode(
            plan,
            Parameters,
            network.Join($"n{i}"),
            Fault.None,
            [.. own.Select(number => new Smesher(number, plan.Weights[number], Parameters.GenesisId))],
            [.. _smeshers.Take(active ?? count)],
            beacon,
            Pool,
            cache))];
    }

    public VirtualScheduler Scheduler { get; } = new();

    public SimulatedNetwork Network { get; }

    public NetworkParameters Parameters { get; }

    public HareOptions Rules { get; }

    public ProposalPool Pool { get; }

    public IReadOnlyList<HonestNode> Nodes { get; }

    public static LayerId Layer => LockstepPlan.First;

    /// <summary>Starts all nodes and gives each its share of the layer's proposals before the preround.</summary>
    public void Start(Func<int, int, bool> knows)
    {
        Scheduler.RunUntilIdle();
        foreach (var node in Nodes)
            Scheduler.Start(() => Track(node.Loops.RunAsync(_ending.Token)), $"{node}");
        RunTo(TimeSpan.FromSeconds(1));
        for (int node = 0; node < Nodes.Count; node++)
        {
            for (int i = 0; i < Pool.OfLayer(Layer).Count; i++)
            {
                if (knows(node, i))
                    Nodes[node].Proposals.Add(Pool.OfLayer(Layer)[i]);
            }
        }
    }

    /// <summary>Lets time pass until a moment of the layer.</summary>
    public void RunTo(TimeSpan offset) => Scheduler.RunUntil(Parameters.StartOf(Layer) + offset);

    /// <summary>Until the preround and this many rounds are over.</summary>
    public void RunRounds(int rounds) => RunTo(LockstepPlan.Preround + (LockstepPlan.Round * rounds) + TimeSpan.FromMilliseconds(500));

    /// <summary>Ends all loops; they must come to an end at once.</summary>
    public void Stop()
    {
#pragma warning disable VSTHRD103 // CancelAsync leaves the scheduler.
        Scheduler.Run(() =>
        {
            _ending.Cancel();
            return Task.CompletedTask;
        });
#pragma warning restore VSTHRD103
        Scheduler.RunUntilIdle();
        Assert.All(_loops, loop => Assert.True(loop.IsCompletedSuccessfully));
    }

    public void Dispose()
    {
        _ending.Dispose();
        _smeshers.ForEach(smesher => smesher.Dispose());
    }

    private Task Track(Task loop)
    {
        var ended = EndAsync(loop);
        _loops.Add(ended);
        return ended;

        static async Task EndAsync(Task loop)
        {
            try
            {
                await loop;
            }
            catch (OperationCanceledException)
            {
                // Its end.
            }
        }
    }
}
