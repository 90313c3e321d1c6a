using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>The best of the PoET proofs was chosen.</summary>
public sealed record BestProofSelected(NodeId Smesher, string Url, string RoundId, ulong Ticks) : UserEvent
{
    public override string Help =>
        "The PoET proof with the most ticks was selected.";
}
