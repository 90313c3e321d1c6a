using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>A session of PoST initialisation failed.</summary>
public sealed record InitialisationFailed(NodeId Smesher, AtxId Commitment, string Error) : UserEvent
{
    public override bool IsFailure => true;

    public override string Help =>
        "Creating PoST data failed: see the error, then start smeshing again.";
}
