using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Server.Rounds;

/// <summary>A round whose work is done.</summary>
public sealed record FinishedRound(uint Round, PoetProof Proof);
