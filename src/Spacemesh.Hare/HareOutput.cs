using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>What one round of the machine gave.</summary>
/// <param name="Executed">The round.</param>
/// <param name="Message">What eligible smeshers say; null where the round has nothing to say.</param>
/// <param name="Coin">The weak coin, once a session; else null.</param>
/// <param name="Result">The agreed list, once a session; else null. It may be empty.</param>
/// <param name="Terminated">The result is old enough for others to have it too.</param>
public readonly record struct HareOutput(IterRound Executed, HareValue? Message, bool? Coin, ScaleList<ProposalId>? Result, bool Terminated);
