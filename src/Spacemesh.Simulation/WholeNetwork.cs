using Spacemesh.Poet.Schedule;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Simulation.Faults;
using Spacemesh.Simulation.Network;
using Spacemesh.Simulation.Smeshing;

namespace Spacemesh.Simulation;

/// <summary>
/// Many whole nodes in one process on virtual time: the graph of a node over stores in memory and the simulated network, a PoET, and faults
/// as planned. One seed, one history. For one thread.
/// </summary>
public sealed class WholeNetwork : IDisposable
{
    /// <summary>The first epoch with blocks.</summary>
    internal static readonly EpochId FirstEpoch = new(2);

    /// <summary>Three ticks a round of fastnet.</summary>
    private const double PoetLeavesPerSecond = 10;

    private readonly List<WholeNode> _nodes = [];
    private readonly List<(DateTimeOffset Time, string Name, Func<Task> Do)> _agenda = [];
    private readonly CancellationTokenSource _stop = new();
    private int _next;

    public WholeNetwork(SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Random = new SeededRandom(options.Seed);
        Scheduler = new VirtualScheduler();
        Rules = new SimulationRules(options, Scheduler.UtcNow);
        Network = new SimulatedNetwork(
            Scheduler.TimeProvider, Random, new SimulatedNetworkOptions { Conditions = options.Conditions, Degree = options.Degree });
        if (options.SharesVerdicts)
            Verdicts = new VerdictCache();
        var poet = Rules.Configuration["poet"];
        var network = Rules.Parameters.Network;
        Poet = new SimulatedPoet(
            new RoundSchedule(network.GenesisTime, network.EpochDuration, poet.Duration("phase-shift"), poet.Duration("cycle-gap")),
            PoetLeavesPerSecond, Scheduler.TimeProvider, Pool);
        Span<byte> beacon = stackalloc byte[Beacon.Size];
        Random.Fork("first beacon").Fill(beacon);
        FirstBeacon = Beacon.FromBytes(beacon);
        for (int index = 0; index < options.Nodes; index++)
            _nodes.Add(new WholeNode(this, index));
        Plan();
        Scheduler.Start(RunPoetAsync, "poet");
    }

    public SimulationOptions Options { get; }

    public VirtualScheduler Scheduler { get; }

    public SimulatedNetwork Network { get; }

    public IReadOnlyList<WholeNode> Nodes => _nodes;

    public NetworkParameters Parameters => Rules.Parameters.Network;

    /// <summary>The last layer of the simulation.</summary>
    public LayerId End => new((Options.Epochs * Options.LayersPerEpoch) - 1);

    internal SimulationRules Rules { get; }

    internal SeededRandom Random { get; }

    internal InlineWorkPool Pool { get; } = new();

    internal VerdictCache? Verdicts { get; }

    internal ILabelEngine Labels { get; } = LabelEngines.Best();

    internal AnyPow Pow { get; } = new();

    internal SimulatedPoet Poet { get; }

    internal Beacon FirstBeacon { get; }

    /// <summary>Lives on until a layer begins, with the faults that are planned before.</summary>
    public void RunTo(LayerId layer) => RunTo(Parameters.StartOf(layer));

    /// <inheritdoc cref="RunTo(LayerId)"/>
    public void RunTo(DateTimeOffset time)
    {
        for (; _next < _agenda.Count && _agenda[_next].Time <= time; _next++)
        {
            Scheduler.RunUntil(_agenda[_next].Time);
            Note(_agenda[_next].Name);
            Scheduler.Run(_agenda[_next].Do);
        }

        Scheduler.RunUntil(time);
    }

    /// <summary>Starts a node now, on what it has stored.</summary>
    public void Start(WholeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Scheduler.Run(node.StartAsync);
    }

    /// <summary>Ends a node now.</summary>
    public void Stop(WholeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Scheduler.Run(node.StopAsync);
    }

    /// <summary>Ends all nodes.</summary>
    public void Dispose()
    {
        foreach (var node in _nodes)
            Scheduler.Run(node.StopAsync);
        _stop.Cancel();
        Scheduler.RunUntilIdle();
        _stop.Dispose();
        foreach (var node in _nodes)
        {
            node.State.Dispose();
            node.Local.Dispose();
        }

        Labels.Dispose();
    }

    /// <summary>Puts something into the trace that both runs of a seed must have.</summary>
    internal void Note(string text)
    {
        Network.Trace.Note(Scheduler.UtcNow, text);
        Options.Log?.WriteLine($"{Scheduler.UtcNow:HH:mm:ss.fff} ------ {text}");
    }

    private async Task RunPoetAsync()
    {
        try
        {
            await Poet.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The simulation is over.
        }
    }

    private void Plan()
    {
        var late = Options.Faults.OfType<PlannedFault.LateJoin>().Select(join => join.Node).ToHashSet();
        foreach (var node in _nodes.Where((_, index) => !late.Contains(index)))
            Add(Scheduler.UtcNow, $"{node.Name} starts", node.StartAsync);
        foreach (var fault in Options.Faults)
        {
            var begin = Parameters.StartOf(fault.Layer) + (Options.LayerDuration * fault.Within);
            switch (fault)
            {
                case PlannedFault.Crash crash:
                    Add(begin, $"{_nodes[crash.Node].Name} crashes", _nodes[crash.Node].StopAsync);
                    if (crash.Until is { } until)
                        Add(Parameters.StartOf(until) + (Options.LayerDuration / 2), $"{_nodes[crash.Node].Name} starts again", _nodes[crash.Node].StartAsync);
                    break;
                case PlannedFault.Partition cut:
                    Add(begin, $"cut off: {string.Join(' ', cut.Nodes)}", () => Network.Partition(cut.Nodes.Select(index => _nodes[index].Place)));
                    Add(Parameters.StartOf(cut.Until), "healed", Network.Heal);
                    break;
                case PlannedFault.Skew skew:
                    Add(begin, $"{_nodes[skew.Node].Name} is {skew.Ahead} ahead", () => _nodes[skew.Node].Place.Time.Skew = skew.Ahead);
                    break;
                case PlannedFault.BadLine line:
                    Add(begin, $"{_nodes[line.Node].Name} has a bad line", () => _nodes[line.Node].Place.Conditions = line.Conditions);
                    Add(Parameters.StartOf(line.Until), $"{_nodes[line.Node].Name} has a good line", () => _nodes[line.Node].Place.Conditions = null);
                    break;
                case PlannedFault.LateJoin join:
                    Add(begin, $"{_nodes[join.Node].Name} joins", _nodes[join.Node].StartAsync);
                    break;
            }
        }

        var ordered = _agenda.OrderBy(entry => entry.Time).ToList();
        _agenda.Clear();
        _agenda.AddRange(ordered);
    }

    private void Add(DateTimeOffset time, string name, Action action) => Add(time, name, () =>
    {
        action();
        return Task.CompletedTask;
    });

    private void Add(DateTimeOffset time, string name, Func<Task> action) => _agenda.Add((time, name, action));
}
