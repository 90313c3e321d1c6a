using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>What a round of a session asks of its owner.</summary>
/// <param name="Round">The executed round.</param>
/// <param name="Message">To publish for every smesher that is eligible in the round; null where there is nothing to say.</param>
/// <param name="Coin">The layer's weak coin, to store and to tell the tortoise; once a session.</param>
/// <param name="Result">The agreed proposals, for the block generator; once a session, empty for an empty layer.</param>
/// <param name="End">Whether the session is over.</param>
public readonly record struct HareStep(IterRound Round, HareValue? Message, bool? Coin, ScaleList<ProposalId>? Result, HareEnd End);
