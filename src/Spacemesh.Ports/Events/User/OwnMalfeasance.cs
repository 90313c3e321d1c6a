using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>A malfeasance proof convicts an own identity.</summary>
public sealed record OwnMalfeasance(NodeId Smesher, ScaleBytes Proof) : UserEvent
{
    public override string Help =>
        "The identity was proven malicious: it gets no rewards any more. The same key was probably used by two nodes.";
}
