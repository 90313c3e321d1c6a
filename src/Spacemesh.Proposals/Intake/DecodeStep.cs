using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Proposals.Intake;

/// <summary>
/// Let the tortoise decode the ballot and keep the result for the <see cref="AdmitStep"/>. A failure is answered as
/// <see cref="VerdictKind.Ignore"/>: no fault of a vote is ever punished.
/// </summary>
public sealed class DecodeStep : IntakeStep
{
    internal DecodeStep(Ballot ballot, BallotId id) => (Ballot, Id) = (ballot, id);

    public Ballot Ballot { get; }

    public BallotId Id { get; }
}
