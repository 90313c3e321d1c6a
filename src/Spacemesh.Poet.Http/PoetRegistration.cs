namespace Spacemesh.Poet.Http;

/// <summary>A registration that a PoET accepted.</summary>
/// <param name="RoundId">The round, to ask for its proof.</param>
/// <param name="RoundEnd">When the proof may be asked for; null where the server did not say.</param>
public sealed record PoetRegistration(string RoundId, DateTimeOffset? RoundEnd);
