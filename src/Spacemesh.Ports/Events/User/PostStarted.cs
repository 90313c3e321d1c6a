using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>A proof request reached a connected PoST service.</summary>
public sealed record PostStarted(NodeId Smesher, Hash32 Challenge) : UserEvent
{
    public override string Help =>
        "Proving space for the challenge. The data is read from disk once or more.";
}
