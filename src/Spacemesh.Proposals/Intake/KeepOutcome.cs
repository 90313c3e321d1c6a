namespace Spacemesh.Proposals.Intake;

/// <summary>What the proposal store did with a proposal (spec 06 §15).</summary>
public enum KeepOutcome
{
    Kept,

    /// <summary>It held the proposal.</summary>
    Exists,

    /// <summary>The proposal's layer is not kept any more.</summary>
    LayerEvicted,
}
