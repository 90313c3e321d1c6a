namespace Spacemesh.Poet.Verification;

/// <summary>What the check of a proof found; the text is the one that the reference gives.</summary>
public readonly record struct WorkVerdict(WorkFault Fault, string? Text)
{
    public static WorkVerdict Valid => default;

    public bool IsValid => Fault == WorkFault.None;

    public override string ToString() => Text ?? "valid";
}
