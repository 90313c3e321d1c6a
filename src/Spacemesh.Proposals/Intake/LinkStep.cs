using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Intake;

/// <summary>Link a proposal's transactions to its layer and tell the mesh of the layer (spec 06 §12.2).</summary>
public sealed class LinkStep : IntakeStep
{
    internal LinkStep(LayerId layer, ProposalId proposal, ScaleList<TransactionId> transactions) =>
        (Layer, Proposal, Transactions) = (layer, proposal, transactions);

    public LayerId Layer { get; }

    public ProposalId Proposal { get; }

    public ScaleList<TransactionId> Transactions { get; }
}
