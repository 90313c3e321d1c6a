namespace Spacemesh.Ports.Events.User;

/// <summary>A PoET answers with another key than the one that it is known by. No message of the API has fields for it: shown by its text.</summary>
/// <param name="Address">Its address as configured.</param>
/// <param name="Reason">Both keys, and what can be done.</param>
public sealed record PoetKeyChanged(string Address, string Reason) : UserEvent
{
    public override bool IsFailure => true;

    public override string Help => $"Nothing is registered at {Address} until this is settled: {Reason}.";
}
