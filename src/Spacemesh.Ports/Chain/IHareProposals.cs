using Spacemesh.Hare;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.Chain;

/// <summary>The proposals that hare may agree on (spec 06 §15). Thread-safe.</summary>
public interface IHareProposals
{
    bool Has(LayerId layer, ProposalId id);

    ProposalStoring Add(StoredProposal proposal);
}
