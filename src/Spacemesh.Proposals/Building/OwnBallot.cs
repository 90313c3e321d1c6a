using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Proposals.Building;

/// <summary>An identity's first stored ballot of an epoch.</summary>
public readonly record struct OwnBallot(BallotId Id, EpochData? Data);
