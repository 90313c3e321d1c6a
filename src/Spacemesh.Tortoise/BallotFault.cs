namespace Spacemesh.Tortoise;

/// <summary>Why a ballot is not counted, with the text of the reference.</summary>
public sealed record BallotFault(BallotFaultKind Kind, string Message);
