using Spacemesh.Wire.Proposals;

namespace Spacemesh.Ports.Events;

/// <summary>An own proposal was published, or any proposal is referenced by a block that is being generated (spec 09a §8.1).</summary>
public sealed record ProposalSeen(Proposal Proposal, ProposalStage Stage) : NodeEvent;
