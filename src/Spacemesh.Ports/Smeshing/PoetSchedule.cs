namespace Spacemesh.Ports.Smeshing;

/// <summary>When a PoET runs its rounds, as it says itself.</summary>
public sealed record PoetSchedule(TimeSpan PhaseShift, TimeSpan CycleGap);
