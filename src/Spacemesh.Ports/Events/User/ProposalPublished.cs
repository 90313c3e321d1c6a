using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>An own proposal was published.</summary>
public sealed record ProposalPublished(NodeId Smesher, LayerId Layer, ProposalId Proposal) : UserEvent
{
    public override string Help =>
        "A proposal is published. A reward follows if the block includes it.";
}
