using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>Making a PoST proof failed.</summary>
public sealed record PostFailed(NodeId Smesher) : UserEvent
{
    public override bool IsFailure => true;

    public override string Help =>
        "The proof of space failed: see the log of the PoST service.";
}
