namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>A broken invariant.</summary>
public sealed record Violation(ViolationKind Kind, string Text);
