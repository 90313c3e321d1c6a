using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>An identity does not sign any more because its key was seen at work elsewhere. No message of the API has fields for it: shown by its text.</summary>
public sealed record IdentityHeldBack(NodeId Smesher, string Reason) : UserEvent
{
    public override bool IsFailure => true;

    public override string Help => $"Identity {Smesher} was stopped to protect it from being proven malicious: {Reason}.";
}
