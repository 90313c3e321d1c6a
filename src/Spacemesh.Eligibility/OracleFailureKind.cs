namespace Spacemesh.Eligibility;

/// <summary>Why the oracle cannot answer (spec 05 §4).</summary>
public enum OracleFailureKind
{
    /// <summary>The layer has no active set.</summary>
    EmptyActiveSet,

    /// <summary>The beacon of the epoch is not known.</summary>
    NoBeacon,

    /// <summary>An ATX of the active set is not known.</summary>
    MissingAtx,

    /// <summary>The smesher is not in the active set.</summary>
    NotActive,

    /// <summary>The committee is empty.</summary>
    NoCommittee,

    /// <summary>The active set has no weight.</summary>
    NoWeight,

    /// <summary>The smesher's weight is beyond what the binomial takes.</summary>
    TooMuchWeight,
}
