namespace Spacemesh.Ports.Events.User;

/// <summary>The supervised PoST service was stopped on request.</summary>
public sealed record PostServiceStopped : UserEvent
{
    public override string Help =>
        "The local PoST service was stopped.";
}
