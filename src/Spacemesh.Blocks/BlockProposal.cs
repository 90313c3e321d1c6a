using Spacemesh.Primitives;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Blocks;

/// <summary>A proposal of the hare output.</summary>
public readonly record struct BlockProposal(ProposalId Id, Proposal Object);
