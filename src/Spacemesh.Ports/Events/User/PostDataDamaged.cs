using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>The background look at the PoST data found a wrong label. No message of the API has fields for it: shown by its text.</summary>
public sealed record PostDataDamaged(NodeId Smesher, string Where) : UserEvent
{
    public override bool IsFailure => true;

    public override string Help => $"The PoST data of {Smesher} is damaged: {Where}. Verify all of it and repair it, or proofs will fail.";
}
