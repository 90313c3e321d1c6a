namespace Spacemesh.Ports.Events.User;

/// <summary>The supervised PoST service was started.</summary>
public sealed record PostServiceStarted : UserEvent
{
    public override string Help =>
        "The local PoST service runs: it makes the proofs.";
}
