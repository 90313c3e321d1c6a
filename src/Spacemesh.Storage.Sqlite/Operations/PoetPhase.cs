namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>When a PoET's rounds run within the epochs (<c>poet.phase-shift</c>, <c>poet.cycle-gap</c>).</summary>
public readonly record struct PoetPhase(TimeSpan Shift, TimeSpan Gap);
