using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>The builder waits for the round to end. Shown as two messages, the older one for clients that know only it.</summary>
public sealed record PoetProofAwaited(NodeId Smesher, EpochId Publish, EpochId Target, DateTimeOffset RoundEnd) : UserEvent
{
    public override string Help =>
        "Waiting for the PoET round to end. Then come its proof, the proof of space and the ATX for the target epoch.";
}
