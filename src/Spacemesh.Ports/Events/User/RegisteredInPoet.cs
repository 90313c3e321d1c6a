using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>A PoET accepted a registration; one event a PoET.</summary>
public sealed record RegisteredInPoet(NodeId Smesher, string Url, string RoundId) : UserEvent
{
    public override string Help =>
        "The challenge is registered in a round of the PoET.";
}
