using Spacemesh.Codec;
using Spacemesh.Hare;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Consensus.Committees;
using Spacemesh.Simulation.Network;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>
/// A smesher with a real key and real seats that says what it likes, when it likes, to whom it likes: two faces of a round, lists with
/// invented proposals, references of others, late and early. Among it lies that honest nodes must see through at once. It relays what it hears.
/// </summary>
internal sealed class Adversary(
    LockstepPlan plan, LayerClock clock, SimulatedNode place, Smesher smesher, IReadOnlyList<Smesher> all, CommitteeOracle oracle, ProposalPool pool, SeededRandom random)
{
    private static readonly HareRound[] Rounds = [HareRound.Propose, HareRound.Commit, HareRound.Notify];

    private readonly List<Hash32> _references = [];

    public Smesher Smesher => smesher;

    public SimulatedNode Place => place;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var subscriptions = new List<IDisposable>();
        foreach (var rules in plan.Schedule.Rules)
            subscriptions.Add(place.Gossip.Subscribe(rules.Topic, (_, bytes, _) => Hear(rules, bytes)));
        subscriptions.Add(place.Gossip.Subscribe(GossipTopics.Certify, (_, _, _) => ValueTask.FromResult(Verdict.Accept)));
        try
        {
            foreach (var (at, layer, round) in Occasions())
            {
                await clock.WaitUntilAsync(at, cancellationToken);
                Speak(layer, round);
            }
        }
        finally
        {
            subscriptions.ForEach(subscription => subscription.Dispose());
        }
    }

    /// <summary>A certificate for a block that nobody built, with seats that nobody has.</summary>
    public Certificate Forge(LayerId layer)
    {
        var block = BlockId.FromBytes(Bytes(BlockId.Size));
        var content = new CertifyContent(layer, block, plan.CertifierCommittee, VrfSignature.FromBytes(Bytes(VrfSignature.Size)));
        var victim = all[random.Next(all.Count)];
        return new Certificate(block, [new CertifyMessage(content, smesher.SignAnything(Scale.Encode(content)), victim.NodeId)]);
    }

    private byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        random.Fill(bytes);
        return bytes;
    }

    private ValueTask<Verdict> Hear(HareOptions rules, ReadOnlyMemory<byte> bytes)
    {
        if (!rules.Format.TryDecode(bytes.Span, out var message, out _))
            return ValueTask.FromResult(Verdict.Reject("undecodable"));
        if (message.Value.Reference is { } reference && _references.Count < 64 && !_references.Contains(reference))
            _references.Add(reference);
        return ValueTask.FromResult(Verdict.Accept);
    }

    private List<(DateTimeOffset At, LayerId Layer, IterRound Round)> Occasions()
    {
        var occasions = new List<(DateTimeOffset At, LayerId Layer, IterRound Round)>();
        for (uint i = 0; i < plan.Layers; i++)
        {
            var layer = LockstepPlan.First.Add(i);
            if (plan.Schedule.At(layer) is not { } rules)
                continue;
            Add(new IterRound(0, HareRound.Preround));
            for (byte iteration = 0; iteration < rules.IterationsLimit; iteration++)
            {
                foreach (var round in Rounds)
                    Add(new IterRound(iteration, round));
            }

            void Add(IterRound round)
            {
                // Mostly around the time of the round, sometimes up to eight rounds late, where grades wrap.
                double late = random.Next(6) == 0 ? random.NextDouble() * 8.5 : (random.NextDouble() * 3) - 1.2;
                var at = clock.StartOf(layer) + rules.Offset(round) + (LockstepPlan.Round * late);
                occasions.Add((at > clock.StartOf(layer) ? at : clock.StartOf(layer), layer, round));
            }
        }

        return [.. occasions.OrderBy(occasion => occasion.At)];
    }

    private void Speak(LayerId layer, IterRound round)
    {
        var rules = plan.Schedule.At(layer)!;
        uint committee = rules.CommitteeFor(layer, round.Round);
        if (!oracle.TryOpen(layer, round.Absolute, committee, smesher.NodeId, out var check, out _))
            return;
        var proof = smesher.Prove(check.Message);
        check.TryCountOwn(in proof, out ushort seats, out _);
        int faces = 1 + random.Next(3);
        for (int face = 0; face < faces; face++)
        {
            var eligibility = new HareEligibility(proof, seats);
            var sender = smesher.NodeId;
            bool forged = random.Next(8) == 0;
            if (forged && random.Next(2) == 0)
                eligibility = eligibility with { Count = (ushort)(seats + 1 + random.Next(1000)) };
            else if (forged)
                sender = all[random.Next(all.Count)].NodeId;
            if (seats == 0 && !forged)
                continue;
            Send(rules, new HareMessage(layer, round, Lie(layer, round), default, eligibility, sender, default));
        }
    }

    private void Send(HareOptions rules, HareMessage draft)
    {
        var signature = smesher.SignAnything(Scale.Encode(rules.Format.Metadata(draft)));
        var message = draft with { Signature = signature };
        if (rules.Format.Compacts && draft.Round.Round == HareRound.Preround)
        {
            var proposals = pool.OfLayer(draft.Layer).ToDictionary(proposal => proposal.Id);
            message = message.WithCompact(draft.Value.Proposals
                .Select(id => proposals.TryGetValue(id, out var known) ? known.CompactId!.Value : CompactProposalId.FromBytes(Bytes(CompactProposalId.Size)))
                .ToScaleList());
        }

        var peers = place.Requests.Peers.Where(_ => random.Next(2) == 0);
        place.SendTo(peers, rules.Topic, rules.Format.Encode(message));
    }

    private HareValue Lie(LayerId layer, IterRound round)
    {
        if (round.Round is HareRound.Commit or HareRound.Notify)
        {
            var reference = _references.Count > 0 && random.Next(5) > 0 ? _references[random.Next(_references.Count)] : HareRules.Reference(Subset(layer).Span);
            return new HareValue(default, reference);
        }

        return new HareValue(Subset(layer), null);
    }

    private ScaleList<ProposalId> Subset(LayerId layer)
    {
        int share = 1 + random.Next(4);
        var ids = pool.OfLayer(layer).Where(_ => random.Next(4) < share).Select(proposal => proposal.Id).ToList();
        if (random.Next(4) == 0)
            ids.Add(ProposalId.FromBytes(Bytes(ProposalId.Size)));
        ids.Sort();
        if (random.Next(6) == 0)
            ids.Reverse();
        return ids.ToScaleList();
    }
}
