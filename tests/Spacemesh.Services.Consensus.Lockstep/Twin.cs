namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>A deliberate defect of every honest node, that a campaign must be able to find.</summary>
public enum Twin
{
    None,
    /// <summary>Nodes take every signature and every claim of seats for true.</summary>
    TrustsChecks,
    /// <summary>Nodes throw evidence against equivocators away.</summary>
    DropsEvidence,
    /// <summary>Nodes keep their notify messages to themselves.</summary>
    NeverNotifies,
}
