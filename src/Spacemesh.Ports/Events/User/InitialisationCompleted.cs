using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>A session of PoST initialisation finished.</summary>
public sealed record InitialisationCompleted(NodeId Smesher) : UserEvent
{
    public override string Help =>
        "PoST data is complete.";
}
