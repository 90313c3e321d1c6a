using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>What the eligibility rules ask of a counted ballot.</summary>
public readonly record struct BallotSummary(LayerId Layer, AtxId ReferenceAtx, NodeId Smesher, Beacon Beacon, uint ExpectedBallots);
