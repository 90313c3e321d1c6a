using Spacemesh.Hare;
using Spacemesh.Ports.Chain;
using Spacemesh.Primitives;

namespace Spacemesh.Node;

/// <summary>The proposals that hare reads, as their intake sees them.</summary>
internal sealed class HareProposals(ProposalStore store) : IHareProposals
{
    public bool Has(LayerId layer, ProposalId id) => store.Has(layer, id);

    public ProposalStoring Add(StoredProposal proposal) => store.Add(proposal);
}
