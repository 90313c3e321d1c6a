using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>What the first ballot of an ATX in an epoch fixes for all of them; shared by their records: the weight of one eligibility and the tick height of the ATX among it.</summary>
internal sealed record BallotReference(NodeId Smesher, AtxId Atx, uint ExpectedBallots, Beacon Beacon, Fixed Weight, ulong Height);
