using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Mesh.Campaign.World;

/// <summary>A ballot on its way.</summary>
internal sealed record SentBallot(BallotId Id, Ballot Ballot, Smesher Smesher);
