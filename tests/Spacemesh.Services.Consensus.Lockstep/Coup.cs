using Spacemesh.Codec;
using Spacemesh.Hare;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Simulation.Network;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>
/// What an adversary does to nodes that check nothing: it borrows the names of smeshers that are away, claims most seats, leads with two lists, one with an invented
/// proposal, and lets each half of the nodes hear of another one in the last moment.
/// </summary>
internal sealed class Coup(LockstepPlan plan, LayerClock clock, SimulatedNode place, IReadOnlyList<Smesher> names, ProposalPool pool, SeededRandom random)
{
    private const ushort Seats = 30_000;

    /// <summary>Before a hardlock: enough to arrive in time, too little to be relayed in time.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromMilliseconds(55);

    private int _said;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        place.Conditions = LinkConditions.Perfect;
        for (uint i = 0; i < plan.Layers; i++)
        {
            var layer = LockstepPlan.First.Add(i);
            var rules = plan.Schedule.At(layer)!;
            var ids = pool.OfLayer(layer).Select(proposal => proposal.Id).Order().ToList();
            var first = ids.ToScaleList();
            if (!rules.Format.Compacts)
                ids.Add(Invent());
            var second = ids.Order().Skip(1).ToScaleList();
            var everybody = place.Requests.Peers.ToList();
            await UntilAsync(new IterRound(0, HareRound.Preround), LastMoment);
            Say(rules, layer, HareRound.Preround, new HareValue(ids.Order().ToScaleList(), null), everybody);
            await UntilAsync(new IterRound(0, HareRound.Propose), LastMoment);
            Say(rules, layer, HareRound.Propose, new HareValue(first, null), everybody);
            Say(rules, layer, HareRound.Propose, new HareValue(second, null), everybody);
            await UntilAsync(new IterRound(1, HareRound.Hardlock), LastMoment);
            Say(rules, layer, HareRound.Notify, new HareValue(default, HareRules.Reference(first.Span)), everybody.Take(everybody.Count / 2));
            Say(rules, layer, HareRound.Notify, new HareValue(default, HareRules.Reference(second.Span)), everybody.Skip(everybody.Count / 2));

            Task UntilAsync(IterRound round, TimeSpan before) => clock.WaitUntilAsync(clock.StartOf(layer) + rules.Offset(round) - before, cancellationToken);
        }
    }

    private ProposalId Invent()
    {
        byte[] id = new byte[ProposalId.Size];
        random.Fill(id);
        return ProposalId.FromBytes(id);
    }

    private void Say(HareOptions rules, LayerId layer, HareRound round, HareValue value, IEnumerable<PeerId> peers)
    {
        var sender = names[_said % names.Count].NodeId;
        var eligibility = new HareEligibility(VrfSignature.FromBytes([(byte)_said++, .. new byte[79]]), Seats);
        var message = new HareMessage(layer, new IterRound(0, round), value, default, eligibility, sender, default);
        if (rules.Format.Compacts && round == HareRound.Preround)
        {
            var known = pool.OfLayer(layer).ToDictionary(proposal => proposal.Id, proposal => proposal.CompactId!.Value);
            message = message.WithCompact(value.Proposals.Select(id => known[id]).ToScaleList());
        }

        place.SendTo(peers, rules.Topic, rules.Format.Encode(message));
    }
}
