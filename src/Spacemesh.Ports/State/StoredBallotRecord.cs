using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Ports.State;

/// <summary>A ballot and whether its smesher has a malfeasance proof that is not empty.</summary>
public sealed record StoredBallotRecord(BallotId Id, Ballot Ballot, bool Malicious);
