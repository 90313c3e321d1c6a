namespace Spacemesh.Ports.Smeshing;

/// <summary>A registration that a PoET took.</summary>
/// <param name="RoundId">The round, to ask for its proof.</param>
/// <param name="RoundEnd">When the round ends; null where the server did not say.</param>
public sealed record PoetReceipt(string RoundId, DateTimeOffset? RoundEnd);
