namespace Spacemesh.Poet.Server.Rounds;

/// <summary>A round whose registration has ended.</summary>
public sealed record ClosedRound(uint Round, byte[] Statement);
