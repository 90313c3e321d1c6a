using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>A proposed list that passed the gradecast.</summary>
/// <param name="Proposals">The list as sent.</param>
/// <param name="Reference">Its hash, in the order as sent.</param>
/// <param name="Proof">The leader's proof; the smallest leads.</param>
/// <param name="Grade">2 or 1.</param>
public sealed record GradedProposals(ScaleList<ProposalId> Proposals, Hash32 Reference, VrfSignature Proof, byte Grade);
