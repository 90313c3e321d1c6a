using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>What a message says: proposals in preround and propose, the hash of a list in commit and notify.</summary>
public readonly record struct HareValue(ScaleList<ProposalId> Proposals, Hash32? Reference);
