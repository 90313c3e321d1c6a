using Spacemesh.Primitives;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Proposals.Intake;

/// <summary>Give the proposal to the hare's store.</summary>
public sealed class KeepStep : IntakeStep
{
    internal KeepStep(Proposal proposal, ProposalId id, Beacon beacon, bool malicious) =>
        (Proposal, Id, Beacon, Malicious) = (proposal, id, beacon, malicious);

    public Proposal Proposal { get; }

    public ProposalId Id { get; }

    /// <summary>The beacon of its epoch: its own or that of its reference ballot.</summary>
    public Beacon Beacon { get; }

    /// <summary>Whether its smesher was found malicious when its ballot was stored.</summary>
    public bool Malicious { get; }

    /// <summary>Answer.</summary>
    public KeepOutcome Outcome { get; set; }
}
