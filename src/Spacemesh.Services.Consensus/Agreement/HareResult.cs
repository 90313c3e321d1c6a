using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Agreement;

/// <summary>What hare agreed on in a layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Proposals">The proposals in the order of the agreed message; empty for an empty layer.</param>
public readonly record struct HareResult(LayerId Layer, ScaleList<ProposalId> Proposals);
