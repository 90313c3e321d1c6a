namespace Spacemesh.Ports.Events.User;

/// <summary>A PoET proof was stored; once a PoET, not once an identity.</summary>
public sealed record PoetProofDownloaded(string Url, string RoundId, ulong Ticks) : UserEvent
{
    public override string Help =>
        "A PoET proof was downloaded.";
}
