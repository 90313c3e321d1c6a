using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Proposals.Intake;

/// <summary>
/// Store the ballot, with a proof where another one of the smesher and layer is stored (spec 06 §12.3, <see cref="BallotEquivocation"/>),
/// then let the tortoise count what the <see cref="DecodeStep"/> decoded; a ballot that was counted meanwhile is no failure.
/// </summary>
public sealed class AdmitStep : IntakeStep
{
    internal AdmitStep(Ballot ballot, BallotId id) => (Ballot, Id) = (ballot, id);

    /// <summary>The ballot as it is stored: without the legacy active set.</summary>
    public Ballot Ballot { get; }

    public BallotId Id { get; }

    /// <summary>Answer: the proof, where this ballot turned its smesher malicious.</summary>
    public MalfeasanceProof? Proof { get; set; }

    /// <summary>Answer: its smesher is malicious, by this ballot or before; the ballot then has no weight.</summary>
    public bool Malicious { get; set; }
}
