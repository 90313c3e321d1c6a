using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Services.Consensus.Committees;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>The seats that smeshers really have, drawn once more and remembered by nobody.</summary>
internal sealed class SeatCensus(CommitteeOracle oracle, IReadOnlyList<Smesher> smeshers)
{
    private readonly Dictionary<NodeId, Smesher> _smeshers = smeshers.ToDictionary(smesher => smesher.NodeId);

    public int Of(HareOptions rules, LayerId layer, IterRound round, NodeId sender)
    {
        if (!_smeshers.TryGetValue(sender, out var smesher)
            || !oracle.TryOpen(layer, round.Absolute, rules.CommitteeFor(layer, round.Round), sender, out var check, out _))
        {
            return 0;
        }

        var proof = smesher.Prove(check.Message);
        check.TryCountOwn(in proof, out ushort seats, out _);
        return seats;
    }
}
