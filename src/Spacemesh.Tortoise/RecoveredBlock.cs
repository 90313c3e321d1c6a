using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise;

/// <summary>A stored block with its stored validity; undecided counts as false.</summary>
public readonly record struct RecoveredBlock(Vote Header, bool Valid);
