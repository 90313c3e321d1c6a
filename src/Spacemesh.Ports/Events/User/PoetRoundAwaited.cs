using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>The builder sleeps until the registration window opens. Shown as two messages, the older one for clients that know only it.</summary>
public sealed record PoetRoundAwaited(NodeId Smesher, EpochId Current, EpochId Publish, DateTimeOffset RegistrationOpens) : UserEvent
{
    public override string Help =>
        "Waiting until PoETs take registrations. The challenge is registered then; the round ends in the publish epoch.";
}
