using Spacemesh.Primitives;

namespace Spacemesh.Ports.Signing;

/// <summary>A signature that would make the identity equivocate, or whose slot is held back by the doppelganger watch. It was not made.</summary>
public sealed class SlotTakenException(NodeId identity, SigningSlot slot, string reason) : Exception($"identity {identity} does not sign for the {slot}: {reason}")
{
    public NodeId Identity => identity;

    public SigningSlot Slot => slot;
}
