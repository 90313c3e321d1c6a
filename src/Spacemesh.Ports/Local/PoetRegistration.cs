using Spacemesh.Primitives;

namespace Spacemesh.Ports.Local;

/// <summary>A challenge registered at a PoET.</summary>
/// <param name="ChallengeHash">What was registered.</param>
/// <param name="Address">The PoET's URL.</param>
/// <param name="RoundId">The round it is in.</param>
/// <param name="RoundEndSeconds">End of the round, Unix seconds.</param>
public sealed record PoetRegistration(Hash32 ChallengeHash, string Address, string RoundId, long RoundEndSeconds);
