using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Intake;

/// <summary>Tell the beacon protocol which beacon a ballot rests on.</summary>
public sealed class BeaconStep : IntakeStep
{
    internal BeaconStep(EpochId epoch, Beacon beacon, Fixed weight) => (Epoch, Beacon, Weight) = (epoch, beacon, weight);

    public EpochId Epoch { get; }

    public Beacon Beacon { get; }

    /// <summary>The ATX's weight over its slots.</summary>
    public Fixed Weight { get; }
}
