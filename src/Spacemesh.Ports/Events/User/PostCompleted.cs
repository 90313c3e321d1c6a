using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>A PoST proof arrived.</summary>
public sealed record PostCompleted(NodeId Smesher, Hash32 Challenge) : UserEvent
{
    public override string Help =>
        "The proof of space is finished.";
}
