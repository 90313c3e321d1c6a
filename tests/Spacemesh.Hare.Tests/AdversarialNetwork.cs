using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare.Tests;

/// <summary>
/// Machines that exchange messages in lockstep while less than a third of the seats equivocates: different messages to different nodes, late
/// ones among them. Honest nodes relay what their machine relays; that arrives within the round.
/// </summary>
internal sealed class AdversarialNetwork
{
    private const byte Iterations = 6;
    private const int LatestByAdversary = 3;

    private readonly Random _random;
    private readonly int _honest;
    private readonly int _adversaries;
    private readonly ScaleList<ProposalId>[] _known;
    private readonly HareMachine[] _machines;
    private readonly ScaleList<ProposalId>?[] _results;
    private readonly List<(int Due, int To, HareInput Message)> _late = [];
    private readonly HashSet<Hash32> _references = [];
    private int _now;

    public AdversarialNetwork(int seed, int honest, int adversaries, uint threshold)
    {
        _random = new Random(seed);
        (_honest, _adversaries) = (honest, adversaries);
        var pool = GivenIds.Proposals("abcdef");
        _known = [.. Enumerable.Range(0, honest).Select(_ => Sample(pool))];
        _machines = [.. _known.Select(known => new HareMachine(threshold, Iterations) { Initial = known })];
        _results = new ScaleList<ProposalId>?[honest];
    }

    public IEnumerable<ScaleList<ProposalId>> Results => _results.OfType<ScaleList<ProposalId>>();

    /// <summary>Everything that some honest node brought.</summary>
    public HashSet<ProposalId> Known => [.. _known.SelectMany(known => known)];

    public IReadOnlyList<bool?> Coins { get; private set; } = [];

    public void Run()
    {
        var coins = new bool?[_honest];
        for (_now = 0; _machines[0].Current.Iter < Iterations; _now++)
        {
            var round = _machines[0].Current;
            var sent = new List<(int To, HareInput Message)>();
            for (int node = 0; node < _honest; node++)
            {
                var output = _machines[node].Next();
                coins[node] ??= output.Coin;
                if (output.Result is { } result)
                    _results[node] = result;
                if (output.Message is { } value && round.IsMessageRound)
                {
                    var message = Make(round, node, value, _random.Next(1, 50));
                    sent.AddRange(Enumerable.Range(0, _honest).Select(to => (to, message)));
                }
            }

            if (round.IsMessageRound)
                Attack(round, sent);
            sent.AddRange(_late.Where(late => late.Due == _now).Select(late => (late.To, late.Message)));
            Deliver(sent);
        }

        Coins = coins;
    }

    private void Attack(IterRound round, List<(int To, HareInput Message)> sent)
    {
        for (int adversary = 0; adversary < _adversaries; adversary++)
        {
            var faces = Enumerable.Range(0, 2).Select(_ => Make(round, _honest + adversary, Lie(round), _random.Next(1, 4))).ToList();
            int split = _random.Next(_honest + 1);
            for (int to = 0; to < _honest; to++)
            {
                if (_random.Next(10) == 0)
                    continue;
                var face = faces[to < split ? 0 : 1];
                int delay = Math.Max(0, _random.Next(-4, LatestByAdversary + 1));
                if (delay == 0)
                    sent.Add((to, face));
                else
                    _late.Add((_now + delay, to, face));
            }
        }
    }

    private HareValue Lie(IterRound round)
    {
        var list = Sample(GivenIds.Proposals("abcdefx"));
        return round.Round is HareRound.Preround or HareRound.Propose
            ? new HareValue(list, null)
            : new HareValue(default, _references.Count == 0 ? HareRules.Reference(list.Span) : _references.Order().ElementAt(_random.Next(_references.Count)));
    }

    private void Deliver(List<(int To, HareInput Message)> sent)
    {
        var queue = new Queue<(int To, HareInput Message)>(sent.OrderBy(_ => _random.Next()));
        while (queue.TryDequeue(out var next))
        {
            if (next.Message.Value.Reference is null)
                _references.Add(HareRules.Reference(next.Message.Value.Proposals.Span));
            if (!_machines[next.To].Receive(next.Message).Relay)
                continue;
            for (int other = 0; other < _honest; other++)
            {
                if (other != next.To)
                    queue.Enqueue((other, next.Message));
            }
        }
    }

    private static HareInput Make(IterRound round, int sender, HareValue value, int luck)
    {
        var proof = GivenIds.Vrf([(byte)luck, (byte)sender, .. new byte[77], (byte)luck]);
        var body = new Hare3Body(default, round, new Hare3Value(value.Proposals, value.Reference), new HareEligibility(proof, 1));
        return new HareInput(round, GivenIds.Sender($"{sender}"), value, body.Eligibility, body.ComputeHash(), default, HareInput.FullGrade, Malicious: false);
    }

    private ScaleList<ProposalId> Sample(ScaleList<ProposalId> pool) => pool.Where(_ => _random.Next(4) > 0).ToScaleList();
}
