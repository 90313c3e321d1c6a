using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>An own ATX was broadcast.</summary>
public sealed record AtxPublished(NodeId Smesher, AtxId Id, EpochId Current, EpochId Target, DateTimeOffset TargetBegins) : UserEvent
{
    public override string Help =>
        "The activation is published: the identity is eligible for rewards from the target epoch on.";
}
