using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>A session of PoST initialisation began, even where the data is complete.</summary>
public sealed record InitialisationStarted(NodeId Smesher, AtxId Commitment) : UserEvent
{
    public override string Help =>
        "Creating PoST data. Data that is complete already is only checked.";
}
