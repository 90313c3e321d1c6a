namespace Spacemesh.Hare;

/// <summary>Two different messages of one sender in one round: the one that was stored, and the one that came later.</summary>
public sealed record HareEquivocation(HareInput Stored, HareInput Later);
