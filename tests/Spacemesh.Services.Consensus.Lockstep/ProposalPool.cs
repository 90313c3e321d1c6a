using Spacemesh.Crypto.Hashing;
using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>The proposals of all smeshers. An adversary makes two of them for one slot.</summary>
public sealed class ProposalPool
{
    private readonly Dictionary<LayerId, List<StoredProposal>> _layers = [];
    private readonly Dictionary<Hash32, StoredProposal> _byHash = [];

    public ProposalPool(LockstepPlan plan, IReadOnlyList<Smesher> smeshers, Beacon beacon, SeededRandom random)
    {
        MeshHash = plan.Optimistic ? Blake3.Hash("mesh"u8) : default;
        for (uint i = 0; i < plan.Layers; i++)
        {
            var layer = LockstepPlan.First.Add(i);
            var proposals = new List<StoredProposal>();
            foreach (var smesher in smeshers)
            {
                int count = plan.Faults[smesher.Number] == Fault.Equivocating ? 1 + random.Next(2) : 1;
                for (int copy = 0; copy < count; copy++)
                    proposals.Add(Make(layer, smesher, copy, beacon, plan.ShortIdsCollide, random));
            }

            _layers.Add(layer, proposals);
            foreach (var proposal in proposals)
                _byHash.Add(proposal.Id.ToHash32(), proposal);
        }
    }

    public Hash32 MeshHash { get; }

    public IReadOnlyList<StoredProposal> OfLayer(LayerId layer) => _layers.TryGetValue(layer, out var proposals) ? proposals : [];

    public StoredProposal? Find(Hash32 id) => _byHash.GetValueOrDefault(id);

    private StoredProposal Make(LayerId layer, Smesher smesher, int copy, Beacon beacon, bool collide, SeededRandom random)
    {
        byte[] eligibility = new byte[VrfSignature.Size];
        random.Fill(eligibility);
        if (collide)
            eligibility.AsSpan(0, 4).Fill((byte)random.Next(3));
        var data = new EpochData(default, beacon, (uint)(2 + copy));
        var inner = new InnerBallot(layer, smesher.Atx, default, default, data);
        var ballot = new Ballot(inner, default, smesher.NodeId, Votes.None, [new VotingEligibility(0, VrfSignature.FromBytes(eligibility))], default);
        var proposal = new Proposal(new InnerProposal(ballot, default, MeshHash), default);
        return new StoredProposal(proposal.ComputeId(), proposal, beacon, Malicious: false);
    }
}
