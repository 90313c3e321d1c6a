using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Intake;

/// <summary>
/// One thing that the owner of an intake does before it asks for the next. The closed set: <see cref="ComputeStep"/>, <see cref="HintStep"/>,
/// <see cref="FetchStep"/>, <see cref="WeighStep"/>, <see cref="DecodeStep"/>, <see cref="BeaconStep"/>, <see cref="AdmitStep"/>,
/// <see cref="KeepStep"/>, <see cref="LinkStep"/>, <see cref="GossipProofStep"/>, <see cref="StoreSetStep"/>.
/// </summary>
public abstract class IntakeStep
{
    private protected IntakeStep()
    {
    }

    /// <summary>
    /// Answer: anything but <see cref="VerdictKind.Accept"/> says that the step failed and ends the intake. A fetch answers with the worst
    /// verdict on what it brought, so that an object that needs a rejected one is rejected.
    /// </summary>
    public Verdict Answer { get; set; } = Verdict.Accept;
}
