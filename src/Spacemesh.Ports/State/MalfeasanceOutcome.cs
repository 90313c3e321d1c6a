namespace Spacemesh.Ports.State;

/// <summary>What storing malfeasance of the second format did; refusals come from the table's triggers.</summary>
public enum MalfeasanceOutcome
{
    Stored,

    /// <summary>No such marriage set.</summary>
    UnknownMarriage,

    /// <summary>Neither a marriage set nor a proof with its domain.</summary>
    ProofMissing,
}
