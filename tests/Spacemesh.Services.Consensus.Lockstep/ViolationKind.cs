namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>What a run may find.</summary>
public enum ViolationKind
{
    /// <summary>Two honest nodes output different sets for a layer.</summary>
    Disagreement,
    /// <summary>A message that a timely node accepted did not reach another in time.</summary>
    Unheard,
    /// <summary>An output has a proposal that no known smesher made.</summary>
    InvalidOutput,
    /// <summary>A proof does not hold, or convicts an honest smesher.</summary>
    FalseEvidence,
    /// <summary>A node saw an equivocation and has no proof.</summary>
    MissingEvidence,
    /// <summary>Two honest nodes have certificates of different blocks for a layer.</summary>
    ConflictingCertificates,
    /// <summary>A certificate does not hold, or its block is not the output's.</summary>
    InvalidCertificate,
    /// <summary>Nobody is faulty, and still a layer has no output, certificate or coin everywhere.</summary>
    NoProgress,
    /// <summary>Something threw, or did not end.</summary>
    Defect,
}
