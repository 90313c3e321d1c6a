using Spacemesh.AtxsData;
using Spacemesh.Crypto.Signing;
using Spacemesh.Eligibility;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Consensus.Committees;
using Spacemesh.Simulation.Network;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>One seed: smeshers agree on a few layers on virtual time while some of them fail or lie, then the invariants are looked at.</summary>
public sealed class LockstepRun
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);

    private readonly LockstepPlan _plan;
    private readonly SeededRandom _random;
    private readonly VirtualScheduler _scheduler = new();
    private readonly SimulatedNetwork _network;
    private readonly NetworkParameters _parameters;
    private readonly List<Smesher> _smeshers;
    private readonly List<Smesher> _active;
    private readonly List<HonestNode> _honest = [];
    private readonly List<Adversary> _adversaries = [];
    private readonly ProposalPool _pool;
    private readonly Beacon _beacon;

    private LockstepRun(LockstepPlan plan, IVerdictMemory? verdicts)
    {
        _plan = plan;
        _random = new SeededRandom(plan.Seed).Fork("run");
        _parameters = new NetworkParameters
        {
            LayersPerEpoch = LockstepPlan.LayersPerEpoch,
            LayerDuration = LockstepPlan.LayerDuration,
            GenesisTime = _scheduler.UtcNow + Lead - (LockstepPlan.LayerDuration * LockstepPlan.First.Value),
            GoldenAtx = AtxId.FromBytes([1, .. new byte[31]]),
            AddressPrefix = "sm",
        };
        _network = new SimulatedNetwork(_scheduler.TimeProvider, _random, new SimulatedNetworkOptions
        {
            Conditions = LinkConditions.Good with { Duplication = 0.02, Reordering = 0.1, ReorderingDelay = TimeSpan.FromMilliseconds(150) },
            Degree = plan.Degree,
            ReconnectAfter = TimeSpan.FromMilliseconds(500),
        });
        byte[] beacon = new byte[Beacon.Size];
        _random.Fill(beacon);
        beacon[0] |= 1;
        _beacon = Beacon.FromBytes(beacon);
        _smeshers = [.. plan.Weights.Select((weight, i) => new Smesher(i, weight, _parameters.GenesisId))];
        // Smeshers that are away: only nodes that check nothing can be made to hear of them.
        int away = plan.Twin == Twin.TrustsChecks ? 10 : 0;
        _active = [.. _smeshers, .. Enumerable.Range(plan.Nodes, away).Select(i => new Smesher(i, 1, _parameters.GenesisId))];
        _pool = new ProposalPool(plan, _smeshers, _beacon, _random.Fork("proposals"));
        var faults = _random.Fork("faults");
        for (int i = 0; i < plan.Nodes; i++)
            Join(i, faults, verdicts);
    }

    /// <summary>Runs a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cache">Verdicts that runs share; a run whose plan has none does without.</param>
    public static LockstepOutcome Of(LockstepPlan plan, VerdictCache? cache = null)
    {
        IVerdictMemory? verdicts = plan.Twin == Twin.TrustsChecks ? new CredulousMemory() : plan.VerdictCache ? cache ?? new VerdictCache() : null;
        var run = new LockstepRun(plan, verdicts);
        try
        {
            return run.Play();
        }
        finally
        {
            run._active.ForEach(smesher => smesher.Dispose());
        }
    }

    private void Join(int number, SeededRandom faults, IVerdictMemory? verdicts)
    {
        var fault = _plan.Faults[number];
        var skew = fault == Fault.Skewed
            ? LockstepPlan.Round * ((faults.NextDouble() * 6) - 3)
            : TimeSpan.FromMilliseconds(faults.Next(100) - 50);
        var place = _network.Join($"n{number:00}", fault == Fault.Equivocating ? default : skew);
        if (fault == Fault.Equivocating)
        {
            _adversaries.Add(MakeAdversary(place, _smeshers[number], verdicts, faults.Fork($"adversary {number}")));
            return;
        }

        if (fault == Fault.Late)
        {
            var least = LockstepPlan.Round * (0.5 + (faults.NextDouble() * 2));
            place.Conditions = _network.Options.Conditions with { MinDelay = least, MaxDelay = least * 1.5 };
        }
        else if (fault == Fault.Silent)
        {
            place.Lies = (_, _, _) => null;
        }
        else if (_plan.Twin == Twin.NeverNotifies)
        {
            place.Lies = (_, topic, bytes) => IsNotify(topic, bytes.Span) ? null : bytes;
        }

        _honest.Add(new HonestNode(_plan, _parameters, place, fault, [_smeshers[number]], _active, _beacon, _pool, verdicts));
    }

    private bool IsNotify(string topic, ReadOnlySpan<byte> bytes) =>
        _plan.Schedule.Rules.FirstOrDefault(rules => rules.Topic == topic) is { } rules
        && rules.Format.TryDecode(bytes, out var message, out _)
        && message.Round.Round == HareRound.Notify;

    private Adversary MakeAdversary(SimulatedNode place, Smesher smesher, IVerdictMemory? verdicts, SeededRandom random) => new(
        _plan, new LayerClock(_parameters, place.Time), place, smesher, _smeshers, MakeOracle(_plan.Twin == Twin.None ? verdicts : null), _pool, random);

    /// <summary>The seats as they are, whatever honest nodes take for true.</summary>
    private CommitteeOracle MakeOracle(IVerdictMemory? verdicts)
    {
        var atxs = new ConsensusCache();
        var epoch = _parameters.EpochOf(LockstepPlan.First);
        foreach (var other in _smeshers)
            atxs.TryAdd(epoch, new AtxEntry(other.Atx, other.NodeId, default, other.Weight, 0, 0, 0), malicious: false);
        var ports = new NodePorts(_beacon, []);
        var state = new Storage.Memory.MemoryStateDatabase();
        var oracle = new CommitteeOracle(new OracleOptions(_parameters, 1), new StoredActiveSets(_parameters, state, atxs, ports), ports, verdicts);
        oracle.AddFallback(epoch, [.. _smeshers.Select(other => other.Atx)]);
        return oracle;
    }

    private LockstepOutcome Play()
    {
        var violations = new List<Violation>();
        try
        {
            _scheduler.Run(PlayAsync, LockstepPlan.LayerDuration * (_plan.Layers + 10));
        }
        catch (Exception exception) when (exception is SchedulerDeadlockException or SchedulerEscapeException or ScheduledWorkException or InvalidOperationException)
        {
            violations.Add(new Violation(ViolationKind.Defect, exception.ToString()));
        }

        var review = new LockstepReview(_plan, _parameters, _honest, _adversaries, _pool, new SeatCensus(MakeOracle(null), _smeshers));
        violations.AddRange(_network.Failures.Select(failure => new Violation(ViolationKind.Defect, failure.ToString())));
        violations.AddRange(review.Violations());
        foreach (var node in _honest)
        {
            foreach (var (layer, block) in node.Pipeline.Outputs.OrderBy(output => output.Key))
                _network.Trace.Note(_scheduler.UtcNow, $"{node.Place.Id} {layer} {block}");
        }

        var trace = _network.Trace;
        long judged = trace[NetworkEventKind.Accepted] + trace[NetworkEventKind.Ignored] + trace[NetworkEventKind.Rejected];
        return new LockstepOutcome(
            _plan, violations, trace.Digest, review.Agreed, review.Certified, _honest.Sum(node => node.Evidence.Proofs.Count), judged, review.Void, review.Strays);
    }

    private async Task PlayAsync()
    {
        using var ending = new CancellationTokenSource();
        var loops = _honest.ConvertAll(node => node.Loops.RunAsync(ending.Token));
        if (_plan.Twin == Twin.TrustsChecks)
        {
            var place = _network.Join("coup");
            loops.Add(new Coup(_plan, new LayerClock(_parameters, place.Time), place, _active[_plan.Nodes..], _pool, _random.Fork("coup")).RunAsync(ending.Token));
        }

        loops.AddRange(_adversaries.Select(adversary => adversary.RunAsync(ending.Token)));
        var side = Task.WhenAll(SpreadProposalsAsync(), PartitionAsync());
        var last = LockstepPlan.First.Add(_plan.Layers - 1);
        var rules = _plan.Schedule.At(last)!;
        var end = _parameters.StartOf(last) + rules.PreroundDelay + (LockstepPlan.Round * ((7 * rules.IterationsLimit) + 6));
        var over = Task.Delay(end - _scheduler.UtcNow, _scheduler.TimeProvider);
        // A loop that ends before its time is broken: its failure comes out here.
        if (await Task.WhenAny([over, .. loops.Take(_honest.Count)]) is var first && first != over)
            await first;
        await side;
        await ShareCertificatesAsync();
#pragma warning disable VSTHRD103 // CancelAsync leaves the scheduler.
        ending.Cancel();
#pragma warning restore VSTHRD103
        foreach (var loop in loops)
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

    /// <summary>Proposals reach most nodes before the preround, some only later by fetching.</summary>
    private async Task SpreadProposalsAsync()
    {
        var random = _random.Fork("spread");
        for (uint i = 0; i < _plan.Layers; i++)
        {
            var layer = LockstepPlan.First.Add(i);
            await Task.Delay(_parameters.StartOf(layer) + (LockstepPlan.Preround / 2) - _scheduler.UtcNow, _scheduler.TimeProvider);
            foreach (var node in _honest)
            {
                foreach (var proposal in _pool.OfLayer(layer))
                {
                    if (proposal.Smesher == node.Own[0].NodeId || random.NextDouble() < _plan.Known)
                        node.Proposals.Add(proposal);
                }
            }
        }
    }

    private async Task PartitionAsync()
    {
        var apart = _honest.Where(node => node.Fault == Fault.Partitioned).Select(node => node.Place).ToList();
        if (apart.Count == 0)
            return;
        var random = _random.Fork("partition");
        for (uint i = 0; i < _plan.Layers; i++)
        {
            var start = _parameters.StartOf(LockstepPlan.First.Add(i)) + (LockstepPlan.Round * random.Next(12));
            if (start > _scheduler.UtcNow)
                await Task.Delay(start - _scheduler.UtcNow, _scheduler.TimeProvider);
            _network.Partition(apart);
            await Task.Delay(LockstepPlan.Round * (0.5 + (random.NextDouble() * 12)), _scheduler.TimeProvider);
            _network.Heal();
        }
    }

    /// <summary>What sync does: nodes take certificates from each other, and from adversaries.</summary>
    private async Task ShareCertificatesAsync()
    {
        for (uint i = 0; i < _plan.Layers; i++)
        {
            var layer = LockstepPlan.First.Add(i);
            var certificates = _honest
                .SelectMany(node => node.State.Certificates.InLayer(layer).Where(row => row is { Valid: true, Certificate: not null }))
                .Select(row => row.Certificate!)
                .ToList();
            foreach (var node in _honest)
            {
                foreach (var adversary in _adversaries)
                    await node.Loops.Certificates.AdoptAsync(layer, adversary.Forge(layer));
                if (node.State.Certificates.Certified(layer) is null && certificates.Count > 0)
                    await node.Loops.Certificates.AdoptAsync(layer, certificates[_random.Next(certificates.Count)]);
            }
        }
    }
}
