using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>The beacon of an epoch was decided or set.</summary>
public sealed record BeaconReady(EpochId Epoch, Beacon Beacon) : UserEvent
{
    public override string Help =>
        "The beacon of the epoch is known: it decides in which layers identities are eligible to propose.";
}
